// Unpacks the modules that this page holds and starts them. A module's imports become the addresses of those before it.

async function unpacked(id) {
  const text = document.getElementById(id).textContent;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

const modules = JSON.parse(new TextDecoder().decode(await unpacked("modules")));
const addresses = {};
for (const [name, source] of Object.entries(modules)) {
  const linked = source.replace(/(["'])\.\/(?:vendor\/)?([\w.]+\.js)\1/g, (all, quote, other) => JSON.stringify(addresses[other] ?? other));
  addresses[name] = URL.createObjectURL(new Blob([linked], { type: "text/javascript" }));
}
const { start } = await import(addresses["page.js"]);
await start(unpacked);
