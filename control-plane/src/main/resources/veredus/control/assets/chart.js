// The plots of the dashboard, all in one look: rates, and what waits. Data: a list of times and one of values per line.
(function () {
  "use strict";
  var LINES = [null,
    { label: "Taken in", color: "--c-in" }, { label: "Delivered", color: "--c-delivered", fill: true },
    { label: "Deferred", color: "--c-deferred" }, { label: "Bounced", color: "--c-bounced" },
    { label: "Waiting", color: "--c-queued", fill: true }, { label: "In", color: "--c-conn" }, { label: "Connections out", color: "--c-conn", scale: "conn" }];
  var PLOTS = { rates: [1, 2, 3, 4], depth: [5, 7] };
  var SECONDS = { "15m": 900, "24h": 86400 };
  var clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  var range = "15m", data = null, plots = [];

  function css(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function number(value) { return value == null ? "–" : value >= 10 || value === 0 ? Math.round(value).toLocaleString("en") : value.toFixed(1); }
  function short(value) { return value >= 1e6 ? value / 1e6 + "M" : value >= 1e4 ? value / 1e3 + "k" : value.toLocaleString("en"); }
  function axis(scale, side) {
    return { scale: scale, side: side, stroke: css("--muted"), font: "11px " + css("--font"), size: 46, space: 32,
      grid: { show: side === 3, stroke: css("--line"), width: 1 }, ticks: { show: false }, values: function (u, values) { return values.map(short); } };
  }
  function scale() { return { range: function (u, min, max) { return [0, Math.max(1, max == null ? 1 : max * 1.08)]; } }; }

  function build(element) {
    var lines = PLOTS[element.dataset.chart], series = [{ label: "Time", value: "{HH}:{mm}:{ss}" }], two = false;
    lines.forEach(function (i) {
      var line = LINES[i], color = css(line.color);
      two = two || line.scale;
      series.push({ label: line.label, stroke: color, width: 1.75, scale: line.scale || "y", points: { show: false },
        fill: line.fill ? color + "1f" : undefined, value: function (u, value) { return number(value); } });
    });
    var axes = [{ stroke: css("--muted"), font: "11px " + css("--font"), grid: { show: false }, ticks: { show: false }, size: 28,
      values: function (u, at) { return at.map(function (t) { return clock.format(new Date(t * 1000)); }); } }, axis("y", 3)];
    if (two) axes.push(axis("conn", 1));
    element.replaceChildren();
    return { element: element, lines: lines, plot: new uPlot({
      width: element.clientWidth, height: element.clientHeight - 30, series: series, axes: axes, padding: [8, two ? 4 : 16, 0, 0],
      scales: { x: { time: true, range: function () { var end = Date.now() / 1000; return [end - SECONDS[range], end]; } }, y: scale(), conn: scale() },
      cursor: { points: { size: 6 }, drag: { x: false, y: false }, sync: { key: "dashboard" } }, legend: { live: true }
    }, pick(lines), element) };
  }
  function pick(lines) { return [data[0]].concat(lines.map(function (i) { return data[i]; })); }

  function draw() {
    plots.forEach(function (one) { one.plot.destroy(); });
    plots = Array.from(document.querySelectorAll("[data-chart]")).map(build);
    table();
  }
  function table() {
    var place = document.querySelector("[data-chart-table]");
    if (!place || !place.closest("details").open) return;
    var lines = PLOTS.rates.concat(5), table = document.createElement("table"), head = table.createTHead().insertRow();
    ["Time"].concat(lines.map(function (i) { return LINES[i].label; })).forEach(function (text) {
      var th = document.createElement("th"); th.scope = "col"; th.textContent = text; head.appendChild(th);
    });
    var body = table.createTBody();
    for (var k = data[0].length - 1; k >= 0 && k > data[0].length - 21; k--) {
      var row = body.insertRow();
      row.insertCell().textContent = new Date(data[0][k] * 1000).toLocaleTimeString();
      lines.forEach(function (i) { row.insertCell().textContent = number(data[i][k]); });
    }
    place.replaceChildren(table);
  }
  function load() {
    fetch("/data/history?range=" + range).then(function (answer) { return answer.json(); }).then(function (columns) { data = columns; draw(); })
      .catch(function () { /* The page says when the engine is away. */ });
  }

  function start() {
    if (!document.querySelector("[data-chart]")) return;
    load();
    document.addEventListener("veredus:point", function (event) {
      if (!data || range !== "15m") return;
      var point = event.detail;
      if (data[0].length && point[0][0] <= data[0][data[0].length - 1]) return;
      data.forEach(function (column, i) { column.push(point[i][0]); });
      while (data[0].length && data[0][0] < Date.now() / 1000 - SECONDS[range]) data.forEach(function (column) { column.shift(); });
      plots.forEach(function (one) { one.plot.setData(pick(one.lines)); });
      table();
    });
    document.addEventListener("veredus:theme", function () { if (data) draw(); });
    document.querySelectorAll("[data-range]").forEach(function (button) {
      button.addEventListener("click", function () {
        range = button.dataset.range;
        document.querySelectorAll("[data-range]").forEach(function (other) { other.setAttribute("aria-pressed", String(other === button)); });
        load();
      });
    });
    document.querySelectorAll(".as-table").forEach(function (details) { details.addEventListener("toggle", function () { if (data) table(); }); });
    setInterval(function () { if (range === "24h") load(); }, 60000);
    window.addEventListener("resize", function () { plots.forEach(function (one) { one.plot.setSize({ width: one.element.clientWidth, height: one.element.clientHeight - 30 }); }); });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
