// Beside a drive: how far every car has come, what a driver sees, and what it makes of it.

import { preparedPen } from "./canvas.js";
import { checkbox, element, setText, theme } from "./dom.js";
import { Thought } from "./drive_thought.js";
import { inMetres, inkOf, paintCar } from "./driving_pictures.js";
import { SECONDS, STEPS } from "./driving_rules.js";

const HEAD = ["Driver", "Laps", "Speed", "Crashed"];

export class DrivePanel {
  constructor(changed) {
    this.sees = checkbox("What it sees", true, () => {
      this.refresh();
      changed();
    });
    this.who = element("select", { "aria-label": "Driver whose sight is shown" });
    this.who.addEventListener("change", () => {
      this.refresh();
      changed();
    });
    this.clock = element("p", { class: "points" });
    this.rows = element("tbody");
    const head = HEAD.map((name) => element("th", { scope: "col" }, name));
    const table = element("table", { class: "drive-table" }, element("thead", {}, element("tr", {}, ...head)), this.rows);
    this.thought = new Thought();
    const tools = element("div", { class: "options" }, this.sees.whole, this.who);
    this.whole = element("div", { class: "drive-panel" }, this.clock, table, tools, this.thought.whole);
  }

  /** A new drive. */
  show(race) {
    this.race = race;
    const drivers = race.cars.filter((car) => car.policy).map((car) => car.name);
    if (drivers.join("\n") !== [...this.who.options].map((one) => one.value).join("\n"))
      this.who.replaceChildren(...drivers.map((name) => element("option", { value: name }, name)));
    if (race.cars.length !== this.rows.children.length || this.names !== race.cars.map((car) => car.name).join("\n"))
      this.buildRows();
    this.refresh();
  }

  refresh() {
    const drivers = this.who.options.length;
    this.sees.whole.hidden = !drivers;
    this.who.hidden = drivers < 2 || !this.sees.box.checked;
    this.thought.whole.hidden = !drivers || !this.sees.box.checked;
  }

  /** The car whose sight is shown. */
  get seer() {
    if (!this.race || !this.sees.box.checked) return null;
    return this.race.cars.find((car) => car.policy && car.name === this.who.value) ?? null;
  }

  buildRows() {
    this.names = this.race.cars.map((car) => car.name).join("\n");
    this.rows.replaceChildren(
      ...this.race.cars.map((car) => {
        const swatch = element("canvas", { class: "drive-swatch", "aria-hidden": "true" });
        const cells = HEAD.slice(1).map(() => element("td"));
        return element("tr", {}, element("th", { scope: "row" }, element("span", { class: "drive-name" }, swatch, car.name)), ...cells);
      }),
    );
  }

  draw() {
    const { race } = this;
    setText(this.clock, `${(race.clock * SECONDS).toFixed(1)} of ${STEPS * SECONDS} s`);
    race.cars.forEach((car, index) => this.drawRow(this.rows.children[index], car));
    if (this.seer) this.thought.draw(this.seer, this.race.clock);
  }

  drawRow(row, car) {
    const [head, laps, speed, crashed] = row.children;
    this.drawSwatch(head.querySelector("canvas"), car);
    setText(laps, this.race.laps(car).toFixed(2));
    setText(speed, car.over ? "off road" : `${car.state.speed.toFixed(1)} m/s`);
    const tally = this.tally.get(car.name);
    setText(crashed, tally?.drives ? `${tally.crashes} of ${tally.drives}` : car.over ? "yes" : "no");
  }

  drawSwatch(canvas, car) {
    const dark = theme(canvas).dark;
    if (canvas.width && canvas.drawnFor === dark) return;
    const prepared = preparedPen(canvas);
    if (!prepared) return;
    const { pen, look, inks, width, height } = prepared;
    const view = { scale: width / 5, left: width / 2, top: height / 2 };
    inMetres(pen, view, () => paintCar(pen, look, inkOf(car.kind, look, inks), { x: 0, y: 0, heading: 0 }, car.kind, view));
    canvas.drawnFor = dark;
  }
}
