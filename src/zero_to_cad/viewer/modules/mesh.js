// Reads mesh files; their layout is described in mesh_file.py.

import { BufferAttribute, BufferGeometry } from "./vendor/three.module.min.js";

export function readMesh(buffer) {
  const view = new DataView(buffer);
  if (new TextDecoder().decode(new Uint8Array(buffer, 0, 4)) !== "Z2C2") throw new Error("This is no mesh.");
  const length = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  let offset = 8 + length;
  const take = (Kind, count) => {
    const array = new Kind(buffer, offset, count);
    offset += array.byteLength;
    return array;
  };
  const surface = new BufferGeometry();
  surface.setAttribute("position", new BufferAttribute(take(Float32Array, 3 * header.vertices), 3));
  surface.setIndex(new BufferAttribute(take(Uint32Array, 3 * header.triangles), 1));
  surface.computeVertexNormals();
  const edges = new BufferGeometry();
  edges.setAttribute("position", new BufferAttribute(take(Float32Array, 6 * header.edges), 3));
  const deviations = header.deviations ? take(Float32Array, header.vertices) : null;
  const labels = header.labels ? take(Int32Array, header.vertices) : null;
  return { surface, edges, deviations, labels, lower: header.lower, upper: header.upper };
}
