// A closer look at a chart: a button puts uPlot in the place of the server's drawing, and takes its words.
"use strict";

const root = document.documentElement;
const colour = (name) => getComputedStyle(root).getPropertyValue(name);

// Each day as { date, href, words, sessions, failed }; without a report the two last are null.
function readDays(chart) {
  const texts = (row, cells) => [...row.querySelectorAll(cells)].map((cell) => cell.textContent);
  const [, ofSessions, ofFailed] = texts(chart, "thead th");
  const whole = (text) => (text ? Number(text.replace(/\D/g, "")) : null);
  return [...chart.querySelectorAll("tbody tr")].map((row) => {
    const { href, textContent } = row.querySelector("a");
    const [sessions, failed] = texts(row, "td");
    const told = failed ? `${ofSessions} ${sessions}, ${ofFailed} ${failed}` : sessions;
    return { date: new Date(textContent), href, words: `${textContent}: ${told}`,
      sessions: whole(failed && sessions), failed: whole(failed) };
  });
}

function make(name, members, ...content) {
  const made = Object.assign(document.createElement(name), members);
  made.append(...content);
  return made;
}

const button = (word, onclick) => make("button", { type: "button", onclick }, word);

// Stripes, so that failures are told by more than a colour.
function hatch(context, ratio) {
  const tile = make("canvas", { width: 1, height: 4 * ratio });
  const on = tile.getContext("2d");
  on.fillStyle = colour("--bad");
  on.fillRect(0, 0, 1, tile.height);
  on.fillStyle = colour("--stripe");
  on.fillRect(0, 0, 1, ratio);
  const stripes = context.createPattern(tile, "repeat");
  stripes.setTransform(new DOMMatrix().rotate(-45));
  return stripes;
}

// As the server does: failures below, a dash for no report, no bar lower than 2 px.
function drawDays(plot, days) {
  const { ctx, scales } = plot;
  const ratio = uPlot.pxRatio;
  const x = (index) => plot.valToPos(index, "x", true);
  const y = (sessions) => plot.valToPos(sessions, "y", true);
  const heightOf = (sessions) => sessions && Math.max(2 * ratio, y(0) - y(sessions));
  const stripes = hatch(ctx, ratio);
  ctx.save();
  for (let index = Math.ceil(scales.x.min); index <= scales.x.max; ++index) {
    const fill = (style, low, high, half) => {
      ctx.fillStyle = style;
      ctx.fillRect(x(index - half), y(0) - high, x(index + half) - x(index - half), high - low);
    };
    const { sessions, failed } = days[index];
    const low = heightOf(failed);
    if (sessions === null) fill(colour("--soft"), 0, 2 * ratio, 0.25);
    fill(colour("--good"), low, Math.max(heightOf(sessions), low), 0.4);
    fill(stripes, 0, low, 0.4);
  }
  ctx.restore();
}

function makeAxes(days) {
  const locale = root.lang.replace(/^en$/, "en-GB");
  const shown = { day: "numeric", month: "short", timeZone: "UTC" };
  const incrs = [...Array(60)].map((_, at) => [1, 2, 5][at % 3] * 10 ** Math.floor(at / 3));
  const look = { incrs, font: "12px system-ui", stroke: () => colour("--soft"), ticks: { show: false } };
  return [
    { ...look, grid: { show: false }, size: 26,
      values: (_, marks) => marks.map((index) => days[index]?.date.toLocaleDateString(locale, shown)) },
    { ...look, grid: { stroke: () => colour("--line"), width: 1 },
      values: (_, marks) => marks.map((sessions) => sessions.toLocaleString(locale, { notation: "compact" })) },
  ];
}

// Draws the days and tells of each that is pointed at; returns what moves it.
function makeDrawing(place, days, onDay) {
  const last = days.length - 1;
  let at = last;
  let seen = [-0.5, last + 0.5];
  const size = () => ({ width: place.clientWidth, height: 220 });
  const tell = (index) => onDay((at = index));
  const plot = new uPlot({
    ...size(),
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { dist: 5, setScale: false } },
    scales: {
      x: { time: false, range: () => seen },
      y: { range: (_, least, most) => [0, most * 1.05 || 1] },
    },
    axes: makeAxes(days),
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      draw: [(plot) => drawDays(plot, days)],
      setSelect: [({ select, posToVal }) =>
        show(posToVal(select.left, "x"), posToVal(select.left + select.width, "x"))],
      setCursor: [({ cursor }) => cursor.left >= 0 && tell(cursor.idx)],
    },
  }, [[...days.keys()], days.map(({ sessions }) => sessions)], place);

  // Whole days between two places on the scale.
  function show(from, to) {
    const min = Math.min(Math.max(0, Math.round(from)), last);
    const max = Math.max(min, Math.min(last, Math.round(to)));
    seen = [min - 0.5, max + 0.5];
    plot.batch(() => plot.setScale("x", { min, max }));
    plot.setSelect({ width: 0, height: 0 }, false);
    point(Math.min(Math.max(at, min), max));
  }
  // Brings it into view, too.
  function point(index) {
    tell(Math.min(Math.max(0, index), last));
    const [min, max] = seen;
    if (at < min) show(at, at + max - min - 1);
    else if (at > max) show(at - max + min + 1, at);
    else plot.setCursor({ left: plot.valToPos(at, "x"), top: 0 }, false);
  }
  const go = {
    all: () => show(0, last),
    closer() {
      const [min, max] = seen;
      const half = (max - min) / 4 - 0.5;
      show(at - half, at + half);
    },
    step: (days) => () => point(at + days),
  };
  plot.over.ondblclick = go.all;
  matchMedia("(prefers-color-scheme: dark)").onchange = () => plot.redraw(false);
  new ResizeObserver(() => place.clientWidth && plot.setSize(size())).observe(place);
  tell(at);
  return go;
}

// The drawing, for keys and ears a slider, and what stands below.
function makeZoom(chart) {
  const words = chart.dataset;
  const days = readDays(chart);
  const place = make("div", { className: "zoomed", tabIndex: 0, role: "slider", ariaLabel: chart.ariaLabel,
    ariaValueMin: 1, ariaValueMax: days.length });
  const told = make("a");
  chart.querySelector(".plot").after(place);
  const go = makeDrawing(place, days, (index) => {
    const { words, href } = days[index];
    Object.assign(place, { ariaValueNow: index + 1, ariaValueText: words });
    Object.assign(told, { textContent: words, href });
  });
  const keys = { ArrowLeft: go.step(-1), ArrowRight: go.step(1), "+": go.closer, Escape: go.all };
  place.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  };
  const below = make("div", {}, make("p", {}, told), make("p", { className: "zoom-tools" }, button(words.closer, go.closer),
    button(words.earlier, go.step(-7)), button(words.later, go.step(7)), button(words.all, go.all)),
    make("p", { className: "legend" }, words.how));
  chart.querySelector(".zoom-tools").after(below);
  return [place, below];
}

function addZoom(chart) {
  const { zoom, src } = chart.dataset;
  let drawn; // promised once
  const begin = () =>
    new Promise((onload) => document.head.append(make("script", { src, onload, onerror: () => toggle.remove() }))).then(() => makeZoom(chart));
  const toggle = button(zoom, async () => {
    const isOn = toggle.ariaPressed !== "true";
    const drawing = await (drawn ??= begin());
    toggle.ariaPressed = isOn;
    for (const part of drawing) part.hidden = !isOn;
    chart.querySelector(".plot").hidden = isOn;
    if (isOn) drawing[0].focus();
  });
  toggle.ariaPressed = false;
  chart.querySelector(".legend").after(make("p", { className: "zoom-tools" }, toggle));
}

document.querySelectorAll("figure.chart").forEach(addZoom);
