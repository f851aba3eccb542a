// The viewer of a night: asks this computer for windows of signal and draws them with uPlot, one row a channel.
(function () {
  "use strict";
  var root = document.getElementById("night-viewer");
  if (!root || !window.uPlot) { return; }
  var words = JSON.parse(root.dataset.words), rows = document.getElementById("nv-rows"), where = root.querySelector("[data-where]");
  var about = null, edition = "wasm2016", from = 0, to = 0, shown = [], plots = {}, strips = [], turn = 0, asked = null, reach = 20;
  var LEFT = 56, SHORTEST = 2;

  function colour(name) { return getComputedStyle(root).getPropertyValue("--" + name).trim(); }
  function width() { return Math.max(280, rows.clientWidth - 2); }
  function clock(s) {
    var base = about.start ? Date.parse(about.start.slice(0, 19) + "Z") / 1000 : 0, at = base + s;
    var d = new Date(at * 1000), text = d.toISOString().slice(11, to - from < 120 ? 19 : 16);
    return to - from < 20 ? text + d.toISOString().slice(19, 21) : text;
  }
  function every() {
    var span = to - from, steps = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200];
    return steps.find(function (one) { return span / one <= width() / 90; }) || 7200;
  }
  function ticks() {
    var step = every(), out = [], at = Math.ceil(from / step) * step;
    for (; at <= to; at += step) { if ((to - at) / (to - from) * (width() - LEFT) > 28) { out.push(at); } }  // a label at the edge would be cut
    return out;
  }
  function levels(low, top) {  // three or more round numbers, none so near an edge that it meets the clock below
    var span = top - low, size = Math.pow(10, Math.ceil(Math.log10(span))), steps = [1, 0.5, 0.2, 0.1, 0.05], out = [];
    for (var i = 0; i < steps.length && out.length < 3; i++) {
      var step = size * steps[i], first = Math.ceil((low + 0.07 * span) / step), last = Math.floor((top - 0.07 * span) / step);
      out = [];
      for (var n = first; n <= last; n++) { out.push(n * step); }
    }
    return out;
  }
  function x(s, wide) { return LEFT + (s - from) / (to - from) * (wide - LEFT); }

  // ---- strips: stages, marks; drawn on their own canvas, since they are no curves
  function strip(label, height, draw, side) {
    var row = document.createElement("div"), canvas = document.createElement("canvas"), name = document.createElement("span");
    row.className = "nv-row"; name.className = "nv-label"; name.textContent = label; canvas.className = "nv-strip";
    row.append(name, canvas);
    rows.append(row);
    strips.push(function () {
      var ratio = window.devicePixelRatio || 1, wide = width();
      canvas.width = wide * ratio; canvas.height = height * ratio; canvas.style.height = height + "px"; canvas.style.width = wide + "px";
      var pen = canvas.getContext("2d");
      pen.scale(ratio, ratio);
      if (side) { side(pen, height); }
      pen.save(); pen.beginPath(); pen.rect(LEFT, 0, wide - LEFT, height); pen.clip();
      draw(pen, wide, height);
      pen.restore();
    });
    canvas.addEventListener("pointerdown", function (event) { drag(event, canvas); });
    return row;
  }
  function drag(event, canvas) {
    var wide = width(), start = event.offsetX, first = [from, to];
    canvas.setPointerCapture(event.pointerId);
    canvas.onpointerup = function (end) {
      canvas.onpointerup = null;
      var a = Math.min(start, end.offsetX), b = Math.max(start, end.offsetX), scale = (first[1] - first[0]) / (wide - LEFT);
      if (b - a > 6) { go(first[0] + (a - LEFT) * scale, first[0] + (b - LEFT) * scale); }
      else { var middle = first[0] + (a - LEFT) * scale; go(middle - (first[1] - first[0]) / 8, middle + (first[1] - first[0]) / 8); }
    };
  }
  var LEVEL = { W: 0, R: 1, N1: 2, N2: 3, N3: 4 };
  function drawStages(pen, wide, height) {
    var high = (height - 22) / 5;
    pen.font = "11px sans-serif"; pen.strokeStyle = colour("ink"); pen.lineWidth = 1.5; pen.beginPath();
    var last = null;
    about.stages.forEach(function (one) {
      if (one.to_s < from || one.from_s > to) { last = null; return; }
      var y = 18 + (LEVEL[one.stage] + 0.5) * high, a = x(one.from_s, wide), b = x(one.to_s, wide);
      if (one.stage === "R") { pen.save(); pen.fillStyle = colour("plum"); pen.fillRect(a, y - 2.5, b - a, 5); pen.restore(); }
      if (last === null) { pen.moveTo(a, y); } else { pen.lineTo(a, y); }
      pen.lineTo(b, y); last = y;
    });
    pen.stroke();
  }
  function nameStages(pen, height) {
    pen.font = "11px sans-serif"; pen.fillStyle = colour("soft"); pen.textAlign = "right"; pen.textBaseline = "middle";
    Object.keys(LEVEL).forEach(function (name) { pen.fillText(name, LEFT - 6, 18 + (LEVEL[name] + 0.5) * (height - 22) / 5); });
  }
  function drawMarks(kind, paint) {
    return function (pen, wide, height) {
      pen.fillStyle = colour(paint);
      about.marks.forEach(function (one) {
        if (one.kind !== kind) { return; }
        var end = one.onset_s + (one.duration_s || 0);
        if (end < from || one.onset_s > to) { return; }
        var a = x(one.onset_s, wide);
        pen.fillRect(a, 18, Math.max(1.5, x(end, wide) - a), height - 22);
      });
    };
  }
  function drawEdition(pen, wide, height) {
    var held = about.editions[edition];
    pen.fillStyle = colour("series");
    held.series.forEach(function (one) {
      if (one.to_s < from || one.from_s > to) { return; }
      pen.fillRect(x(one.from_s, wide), height - 6, Math.max(2, x(one.to_s, wide) - x(one.from_s, wide)), 4);
    });
    held.candidates.forEach(function (one) {
      var end = one.onset_s + one.duration_s;
      if (end < from || one.onset_s > to) { return; }
      var a = x(one.onset_s, wide), b = Math.max(1.5, x(end, wide) - a);
      if (one.clm) { pen.fillStyle = colour(one.series ? "series" : "counts"); pen.fillRect(a, 18, b, height - 27); }
      else { pen.strokeStyle = colour("not"); pen.setLineDash([3, 2]); pen.strokeRect(a, 18, b, height - 27); pen.setLineDash([]); }
    });
  }

  // ---- curves
  function legOf(label) {
    var found = about.channels.find(function (one) { return one.label === label; });
    return found && found.leg;
  }
  function sideOf(label) {
    var marked = about.movements.map(function (one) { return one.leg; });
    if (/(^|[^a-z])(l|left|li|links|lat|gauche|izq|sin)([^a-z]|$)/i.test(label)) { return "left"; }
    if (/(^|[^a-z])(r|right|re|rechts|rat|droite|der|dx)([^a-z]|$)/i.test(label)) { return "right"; }
    return marked.length ? marked[0] : "unknown";
  }
  function bands(channel) {
    return function (plot) {
      var pen = plot.ctx, box = plot.bbox;
      function px(s) { return plot.valToPos(s, "x", true); }
      pen.save(); pen.beginPath(); pen.rect(box.left, box.top, box.width, box.height); pen.clip();
      about.gaps.concat(about.unscorable.filter(function (one) {
        return legOf(channel.label) && (one.leg === sideOf(channel.label) || one.leg === "both" || one.leg === "unknown");
      }).map(function (one) { return [one.from_s, one.to_s]; })).forEach(function (one) {
        if (one[1] < from || one[0] > to) { return; }
        pen.globalAlpha = 0.18; pen.fillStyle = colour("cannot");
        pen.fillRect(px(one[0]), box.top, px(one[1]) - px(one[0]), box.height);
      });
      if (legOf(channel.label)) {
        about.movements.forEach(function (one) {
          if (one.leg !== sideOf(channel.label) || one.onset_s + one.duration_s < from || one.onset_s > to) { return; }
          var a = px(one.onset_s), b = Math.max(1, px(one.onset_s + one.duration_s) - a);
          pen.globalAlpha = 0.25; pen.fillStyle = colour(one.morphology === false ? "not" : "counts");
          pen.fillRect(a, box.top, b, box.height);
        });
      }
      pen.restore();
    };
  }
  function plotFor(channel, last) {
    var row = document.createElement("div"), name = document.createElement("span"), high = channel.leg ? 116 : 80;
    row.className = "nv-row"; name.className = "nv-label";
    name.textContent = channel.label + (channel.unit ? " (" + channel.unit + ")" : "");
    row.append(name);
    rows.append(row);
    var ink = colour("ink"), line = colour("line");
    return new uPlot({
      width: width(), height: high + (last ? 26 : 0), legend: { show: false }, padding: [18, 0, last ? 0 : 8, 0],
      cursor: { drag: { x: true, y: false, setScale: false }, sync: { key: "night" }, y: false, points: { show: false } },
      scales: {
        x: { time: false, range: function () { return [from, to]; } },
        y: channel.leg ? { range: function () { return [-reach, reach]; } } : {}  // legs on one scale: a quiet one must look quiet
      },
      axes: [
        { show: true, size: last ? 26 : 0, stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, splits: ticks, values: function (_, s) { return last ? s.map(clock) : s.map(function () { return ""; }); } },
        { size: LEFT, stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, splits: function (u, i, low, top) { return levels(low, top); }, values: function (_, s) { return s.map(function (v) { return Math.abs(v) >= 100 || v === 0 ? v.toFixed(0) : Number(v.toPrecision(2)).toString(); }); } }
      ],
      series: [{}, { stroke: colour("art-line") || ink, width: 1, points: { show: false }, spanGaps: false }],
      hooks: {
        drawAxes: [bands(channel)],
        setSelect: [function (plot) {
          if (plot.select.width > 5) { go(plot.posToVal(plot.select.left, "x"), plot.posToVal(plot.select.left + plot.select.width, "x")); }
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        }]
      }
    }, [[from, to], [null, null]], row);
  }

  // ---- the window
  function layout() {
    rows.replaceChildren(); plots = {}; strips = [];
    if (about.stages.length) { strip(words.stages, 96, drawStages, nameStages); }
    if (about.marks.some(function (one) { return one.kind === "respiratory"; })) { strip(words.breathing, 34, drawMarks("respiratory", "amber")); }
    if (about.marks.some(function (one) { return one.kind === "arousal"; })) { strip(words.arousals, 34, drawMarks("arousal", "plum")); }
    strip(edition === "wasm2016" ? "WASM 2016" : "AASM 3", 46, drawEdition);
    shown.forEach(function (index, i) {
      plots[index] = plotFor(about.channels.find(function (one) { return one.index === index; }), i === shown.length - 1);
    });
  }
  function go(a, b) {
    var span = Math.min(about.hours * 3600, Math.max(SHORTEST, b - a)), middle = (a + b) / 2;
    from = Math.max(0, Math.min(middle - span / 2, about.hours * 3600 - span));
    to = from + span;
    history.replaceState(null, "", "#" + from.toFixed(2) + "-" + to.toFixed(2));
    strips.forEach(function (draw) { draw(); });
    fetchWindow();
  }
  function fetchWindow() {
    var now = ++turn, query = "?from=" + from.toFixed(4) + "&to=" + to.toFixed(4) + "&points=" + Math.min(4000, 2 * width()) + "&channels=" + shown.join(",");
    if (asked) { asked.abort(); }
    asked = new AbortController();
    if (!shown.length) { say(null); return; }
    fetch(root.dataset.window + query, { signal: asked.signal }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.arrayBuffer();
    }).then(function (bytes) {
      if (now !== turn) { return; }
      var size = new DataView(bytes).getUint32(0, true), header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, size))), at = 4 + size, exact = true;
      var drawn = header.map(function (one) {
        var s = new Float64Array(bytes, at, one.n), values = new Float32Array(bytes, at + 8 * one.n, one.n);
        at += 8 * one.n + Math.ceil(4 * one.n / 8) * 8;
        exact = exact && one.exact;
        return [one.index, s, Array.from(values, function (v) { return Number.isNaN(v) ? null : v; })];
      });
      reach = 20;
      drawn.forEach(function (one) {
        var channel = about.channels.find(function (c) { return c.index === one[0]; });
        if (channel.leg) { one[2].forEach(function (v) { reach = v === null ? reach : Math.max(reach, Math.abs(v)); }); }
      });
      drawn.forEach(function (one) { plots[one[0]].setData([one[1], one[2]], true); });
      say(exact);
    }).catch(function (error) { if (error.name !== "AbortError") { where.textContent = words.failed; } });
  }
  function say(exact) {
    var inside = about.editions[edition].candidates.filter(function (one) { return one.clm && one.onset_s >= from && one.onset_s < to; }).length;
    where.textContent = clock(from) + " – " + clock(to) + " · " + (exact === null ? words.none : exact ? words.exact : words.extremes) + " · " + (edition === "wasm2016" ? "CLM" : "LM") + " " + inside;
    root.dataset.ready = from.toFixed(2) + "-" + to.toFixed(2);
  }
  function step(direction) {
    var middle = (from + to) / 2, list = about.movements.map(function (one) { return one.onset_s + one.duration_s / 2; }).sort(function (a, b) { return a - b; });
    var found = direction > 0 ? list.find(function (s) { return s > middle + 0.05; }) : list.reverse().find(function (s) { return s < middle - 0.05; });
    if (found !== undefined) { var span = Math.min(to - from, 30); go(found - span / 2, found + span / 2); }
  }
  var does = {
    all: function () { go(0, about.hours * 3600); },
    in: function () { var q = (to - from) / 4; go(from + q, to - q); },
    out: function () { var h = (to - from) / 2; go(from - h, to + h); },
    back: function () { var w = (to - from) * 0.8; go(from - w, to - w); },
    on: function () { var w = (to - from) * 0.8; go(from + w, to + w); },
    previous: function () { step(-1); },
    next: function () { step(1); }
  };
  root.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-do]");
    if (button && about) { does[button.dataset.do](); }
  });
  root.querySelector("select[data-do=edition]").addEventListener("change", function (event) { edition = event.target.value; layout(); go(from, to); });
  rows.addEventListener("keydown", function (event) {
    var key = { ArrowLeft: "back", ArrowRight: "on", "+": "in", "=": "in", "-": "out", Home: "all", n: "next", p: "previous" }[event.key];
    if (key && about && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); does[key](); }
  });
  rows.addEventListener("wheel", function (event) {
    if (!about || !event.ctrlKey) { return; }
    event.preventDefault();
    var share = Math.max(0, Math.min(1, (event.offsetX - LEFT) / (width() - LEFT))), factor = event.deltaY < 0 ? 0.7 : 1.4, at = from + share * (to - from);
    go(at - (at - from) * factor, at + (to - at) * factor);
  }, { passive: false });
  var resizing = 0;
  new ResizeObserver(function () {
    clearTimeout(resizing);
    resizing = setTimeout(function () { if (about) { Object.values(plots).forEach(function (one) { one.setSize({ width: width(), height: one.height }); }); strips.forEach(function (draw) { draw(); }); } }, 120);
  }).observe(rows);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { if (about) { layout(); go(from, to); } });

  where.textContent = words.loading;
  fetch(root.dataset.about).then(function (answer) { if (!answer.ok) { throw new Error(); } return answer.json(); }).then(function (said) {
    about = said;
    var usable = about.channels.filter(function (one) { return !one.problem; });
    var legs = usable.filter(function (one) { return one.leg; }), others = usable.filter(function (one) { return !one.leg; });
    var brain = others.filter(function (one) { return /eeg|^[fcpoz]\w?\d?\b/i.test(one.label); }).slice(0, 2);
    shown = legs.concat(brain).map(function (one) { return one.index; });
    var list = root.querySelector("[data-channels]");
    usable.forEach(function (one) {
      var label = document.createElement("label"), tick = document.createElement("input");
      tick.type = "checkbox"; tick.value = one.index; tick.checked = shown.indexOf(one.index) >= 0;
      tick.addEventListener("change", function () {
        shown = usable.map(function (c) { return c.index; }).filter(function (index) { return list.querySelector("input[value='" + index + "']").checked; });
        layout(); go(from, to);
      });
      label.append(tick, " " + one.label);
      list.append(label);
    });
    layout();
    var place = /^#([\d.]+)-([\d.]+)$/.exec(location.hash);
    if (place) { go(Number(place[1]), Number(place[2])); } else { does.all(); }
  }).catch(function () { where.textContent = words.failed; });
})();
