// Draws input and result under one camera: side by side, over each other with the deviation coloured, the result alone,
// side by side with the coloured deviation, or the input with its triangles coloured by what they belong to.

import * as three from "./vendor/three.module.min.js";
import { OrbitControls } from "./vendor/OrbitControls.js";

const DIRECTIONS = { corner: [-1, -1.15, 0.85], front: [0, -1, 0], top: [0, -0.0001, 1], right: [1, 0, 0] };
const SURFACE = { light: 0xb4bac4, dark: 0x8f98a6 };
const EDGE = { light: 0x20262f, dark: 0x0a0d12 };
const CUT = { light: 0x1554d1, dark: 0x5a8de8 };
const MISSING = new three.Color(0xc81e1e);
const SAME = new three.Color(0xc9ccd1);
const EXTRA = new three.Color(0x1d4ed8);
// In seconds once round.
const ROUND = 24;
// Deviations below this share of the size are drawn as none.
const LEAST_SCALE = 1e-3;

export class Viewer {
  constructor(canvas, { onMeasure = () => {}, onDeviation = () => {} } = {}) {
    this.canvas = canvas;
    this.onMeasure = onMeasure;
    this.onDeviation = onDeviation;
    this.renderer = new three.WebGLRenderer({ canvas, antialias: true, alpha: true });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.renderer.setScissorTest(true);
    this.camera = new three.OrthographicCamera();
    this.camera.up.set(0, 0, 1);
    this.scene = new three.Scene();
    this.light = new three.DirectionalLight(0xffffff, 2.1);
    this.scene.add(new three.HemisphereLight(0xffffff, 0x8a93a3, 1.6), this.light, this.light.target);
    this.parts = { input: new three.Group(), result: new three.Group() };
    this.scene.add(this.parts.input, this.parts.result);
    this.marks = new three.Group();
    this.scene.add(this.marks);
    this.plane = new three.Plane(new three.Vector3(-1, 0, 0), 0);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener("change", () => this.draw());
    this.controls.zoomToCursor = true;
    this.mode = "both";
    this.showEdges = true;
    this.clipping = false;
    this.measuring = false;
    this.turning = false;
    this.controls.autoRotateSpeed = 60 / ROUND;
    this.points = [];
    this.radius = 1;
    this.centre = new three.Vector3();
    new ResizeObserver(() => this.resize()).observe(canvas);
    canvas.addEventListener("keydown", (event) => this.key(event));
    let pressed = null;
    canvas.addEventListener("pointerdown", (event) => (pressed = [event.clientX, event.clientY]));
    canvas.addEventListener("pointerup", (event) => {
      const still = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) < 5;
      if (this.measuring && still) this.pick(event);
    });
  }

  get theme() {
    return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
  }

  // `role` is "input" or "result"; a mesh of null takes the part away.
  show(role, mesh) {
    const group = this.parts[role];
    for (const child of [...group.children]) {
      child.geometry.dispose();
      child.material.dispose();
      group.remove(child);
    }
    group.userData.mesh = mesh;
    if (mesh) {
      const polygonOffset = { polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 };
      const matt = { roughness: 0.75, metalness: 0.05, ...polygonOffset };
      const skin = new three.Mesh(mesh.surface, new three.MeshStandardMaterial(matt));
      const coloured = new three.Mesh(mesh.surface, new three.MeshStandardMaterial({ vertexColors: true, ...matt }));
      const inside = new three.Mesh(mesh.surface, new three.MeshBasicMaterial({ side: three.BackSide, ...polygonOffset }));
      const edges = new three.LineSegments(mesh.edges, new three.LineBasicMaterial());
      skin.name = "skin";
      coloured.name = "coloured";
      inside.name = "inside";
      edges.name = "edges";
      group.add(skin, coloured, inside, edges);
      if (mesh.deviations) this.colour(mesh);
    }
    this.measureOff();
    this.refresh();
  }

  // One colour a vertex, from the deviation of the result; tells the page what the ends of the scale mean.
  colour(mesh) {
    const sizes = Float32Array.from(mesh.deviations, Math.abs).sort();
    const longest = Math.max(...mesh.upper.map((value, axis) => value - mesh.lower[axis]));
    const scale = Math.max(sizes[Math.floor(0.98 * (sizes.length - 1))], LEAST_SCALE * longest);
    const colours = new Float32Array(3 * mesh.deviations.length);
    const colour = new three.Color();
    mesh.deviations.forEach((value, index) => {
      const share = Math.min(Math.abs(value) / scale, 1);
      colour.lerpColors(SAME, value < 0 ? MISSING : EXTRA, share).toArray(colours, 3 * index);
    });
    mesh.surface.setAttribute("color", new three.BufferAttribute(colours, 3));
    this.onDeviation(scale);
  }

  // Colours the triangles of a part by their labels: `colours` has one for each, those without one are grey.
  label(role, colours) {
    const mesh = this.parts[role].userData.mesh;
    if (!mesh?.labels) return;
    const values = new Float32Array(3 * mesh.labels.length);
    mesh.labels.forEach((label, index) => (colours[label] ?? SAME).toArray(values, 3 * index));
    mesh.surface.setAttribute("color", new three.BufferAttribute(values, 3));
    this.refresh();
  }

  // Goes on turning until it is told to stop.
  turn(on) {
    this.turning = on;
    this.controls.autoRotate = on;
    let last = performance.now();
    const step = (now) => {
      if (!this.turning) return;
      this.controls.update(Math.min((now - last) / 1000, 0.2));
      last = now;
      requestAnimationFrame(step);
    };
    if (on) requestAnimationFrame(step);
  }

  // Puts everything into the frame, seen from a named direction.
  frame(direction = "corner") {
    const box = new three.Box3();
    for (const group of Object.values(this.parts)) {
      const mesh = group.userData.mesh;
      if (mesh) box.union(new three.Box3(new three.Vector3(...mesh.lower), new three.Vector3(...mesh.upper)));
    }
    if (box.isEmpty()) return;
    box.getCenter(this.centre);
    this.box = box;
    this.radius = Math.max(box.getSize(new three.Vector3()).length() / 2, 1e-6);
    this.controls.target.copy(this.centre);
    this.camera.zoom = 1;
    this.camera.near = 0.01 * this.radius;
    this.camera.far = 20 * this.radius;
    const away = new three.Vector3(...DIRECTIONS[direction]).normalize().multiplyScalar(8 * this.radius);
    this.camera.position.copy(this.centre).add(away);
    this.controls.update();
    this.draw();
  }

  // Cuts at a share of the box along an axis, or not at all; returns the place in mm.
  section(on, axis = 0, share = 0.5) {
    this.clipping = on;
    // Of the two halves the one whose cut is seen from the corner.
    const side = DIRECTIONS.corner[axis] < 0 ? 1 : -1;
    this.plane.normal.set(0, 0, 0).setComponent(axis, side);
    const low = this.box?.min.getComponent(axis) ?? 0;
    const high = this.box?.max.getComponent(axis) ?? 1;
    // A hair inside, so that the ends do not flicker.
    const place = low + (high - low) * (0.002 + 0.996 * share);
    this.plane.constant = -side * place;
    this.refresh();
    return place;
  }

  set(options) {
    Object.assign(this, options);
    if (!this.measuring) this.measureOff();
    this.canvas.classList.toggle("measuring", this.measuring);
    this.refresh();
  }

  // Gives every material what mode, theme and section ask for.
  refresh() {
    const overlay = this.mode === "overlay";
    for (const [role, group] of Object.entries(this.parts)) {
      for (const child of group.children) {
        const material = child.material;
        const ghost = overlay && role === "input";
        material.clippingPlanes = this.clipping ? [this.plane] : [];
        if (child.name === "skin") {
          material.color.set(SURFACE[this.theme]);
          material.transparent = ghost;
          material.opacity = ghost ? 0.22 : 1;
          material.depthWrite = !ghost;
          // Behind the coloured part where both are in one place, else they flicker.
          material.polygonOffsetFactor = material.polygonOffsetUnits = ghost ? 4 : 1;
          child.renderOrder = ghost ? 2 : 0;
        } else if (child.name === "coloured") {
          material.color.set(0xffffff);
        } else if (child.name === "inside") {
          material.color.set(CUT[this.theme]);
          child.visible = this.clipping && !ghost;
        } else {
          material.color.set(EDGE[this.theme]);
          material.transparent = true;
          material.opacity = ghost ? 0.25 : 0.85;
          child.visible = this.showEdges;
          child.renderOrder = 3;
        }
        material.needsUpdate = true;
      }
    }
    this.renderer.localClippingEnabled = true;
    this.resize();
  }

  // Who is drawn beside each other, and whose skin is coloured.
  shown() {
    if (this.mode === "overlay") return [{ roles: ["input", "result"], coloured: "result" }];
    const input = Boolean(this.parts.input.userData.mesh);
    if (this.mode === "labels") return [{ roles: [input ? "input" : "result"], coloured: input ? "input" : "result" }];
    if (this.mode === "result" || !input) return [{ roles: ["result"] }];
    const both = [{ roles: ["input"] }, { roles: ["result"] }];
    return this.mode === "deviation" ? [...both, { roles: ["result"], coloured: "result" }] : both;
  }

  // The rectangles of the canvas, in CSS pixels from its top left, and what is drawn in them.
  panes() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const shown = this.shown();
    const [across, down] = width >= height ? [shown.length, 1] : [1, shown.length];
    return shown.map((pane, at) => ({
      ...pane,
      x: across > 1 ? (at * width) / across : 0,
      y: down > 1 ? (at * height) / down : 0,
      width: width / across,
      height: height / down,
    }));
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width && height) {
      this.renderer.setSize(width, height, false);
      this.draw();
    }
  }

  draw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.drawNow();
    });
  }

  drawNow() {
    const height = this.canvas.clientHeight;
    this.light.position.copy(this.camera.position).add(new three.Vector3(0.4, 0.3, 1).multiplyScalar(3 * this.radius));
    this.light.target.position.copy(this.controls.target);
    for (const pane of this.panes()) {
      this.aim(pane);
      for (const [role, group] of Object.entries(this.parts)) {
        group.visible = pane.roles.includes(role);
        const [skin, coloured] = group.children;
        if (!skin) continue;
        coloured.visible = pane.coloured === role && Boolean(skin.geometry.attributes.color);
        skin.visible = !coloured.visible;
      }
      this.renderer.setViewport(pane.x, height - pane.y - pane.height, pane.width, pane.height);
      this.renderer.setScissor(pane.x, height - pane.y - pane.height, pane.width, pane.height);
      this.renderer.render(this.scene, this.camera);
    }
    this.placeLabels();
    this.canvas.dataset.drawn = String(Number(this.canvas.dataset.drawn ?? 0) + 1);
  }

  aim(pane) {
    const aspect = pane.width / pane.height;
    const half = 0.98 * this.radius * Math.max(1, 1 / aspect);
    Object.assign(this.camera, { left: -half * aspect, right: half * aspect, top: half, bottom: -half });
    this.camera.updateProjectionMatrix();
  }

  pick(event) {
    const place = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    const pane = this.panes().find((one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height);
    if (!pane) return;
    this.aim(pane);
    this.camera.updateMatrixWorld();
    const pointer = new three.Vector2((2 * (x - pane.x)) / pane.width - 1, 1 - (2 * (y - pane.y)) / pane.height);
    const caster = new three.Raycaster();
    caster.setFromCamera(pointer, this.camera);
    const role = pane.roles.at(-1);
    const skin = this.parts[role].getObjectByName("skin");
    const hit = skin && caster.intersectObject(skin).find((one) => !this.clipping || this.plane.distanceToPoint(one.point) >= 0);
    if (!hit) return;
    if (this.points.length === 2) this.measureOff();
    this.points.push(this.snapped(hit.point, role, pane));
    this.paneRole = role;
    this.mark();
  }

  // The end of an edge within ten pixels, else the point itself.
  snapped(point, role, pane) {
    const reach = (10 * (this.camera.top - this.camera.bottom)) / this.camera.zoom / pane.height;
    const ends = this.parts[role].userData.mesh.edges.attributes.position;
    const end = new three.Vector3();
    let best = point;
    let least = reach;
    for (let index = 0; index < ends.count; index++) {
      const distance = end.fromBufferAttribute(ends, index).distanceTo(point);
      if (distance < least) [least, best] = [distance, end.clone()];
    }
    return best;
  }

  mark() {
    this.marks.clear();
    const material = { color: 0xe8590c, depthTest: false, transparent: true };
    const geometry = new three.BufferGeometry().setFromPoints(this.points);
    const dots = new three.Points(geometry, new three.PointsMaterial({ ...material, size: 9, sizeAttenuation: false }));
    dots.renderOrder = 9;
    this.marks.add(dots);
    if (this.points.length === 2) {
      const line = new three.Line(geometry, new three.LineBasicMaterial(material));
      line.renderOrder = 9;
      this.marks.add(line);
    }
    this.onMeasure(this.points.map((point) => point.toArray()));
    this.draw();
  }

  measureOff() {
    this.points = [];
    this.marks.clear();
    this.onMeasure([]);
    this.draw();
  }

  // The page's label of the measured length, in every pane.
  placeLabels() {
    const holder = document.getElementById("lengths");
    if (this.points.length < 2) {
      holder?.replaceChildren();
      return;
    }
    const [from, to] = this.points;
    const labels = this.panes().map((pane) => {
      this.aim(pane);
      const middle = from.clone().add(to).multiplyScalar(0.5).project(this.camera);
      const label = document.createElement("span");
      label.className = "length";
      label.textContent = `${from.distanceTo(to).toFixed(2)} mm`;
      label.style.left = `${pane.x + ((middle.x + 1) / 2) * pane.width}px`;
      label.style.top = `${pane.y + ((1 - middle.y) / 2) * pane.height}px`;
      return label;
    });
    holder.replaceChildren(...labels);
  }

  key(event) {
    const turn = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (turn) {
      const offset = this.camera.position.clone().sub(this.controls.target);
      const angles = new three.Spherical().setFromVector3(new three.Vector3(offset.x, offset.z, -offset.y));
      angles.theta += turn[0] * 0.15;
      angles.phi = Math.min(Math.max(angles.phi + turn[1] * 0.15, 0.001), Math.PI - 0.001);
      const turned = new three.Vector3().setFromSpherical(angles);
      this.camera.position.copy(this.controls.target).add(new three.Vector3(turned.x, -turned.z, turned.y));
    } else if (event.key === "+" || event.key === "=") this.camera.zoom *= 1.15;
    else if (event.key === "-") this.camera.zoom /= 1.15;
    else if (event.key === "f" || event.key === "F") return this.frame();
    else return;
    event.preventDefault();
    this.controls.update();
    this.draw();
  }
}
