// Everything that has the time of the run as its axis: timeline, agreement, members, traffic.

const MARGIN = {left: 58, right: 14};
const KINDS = {
  bad: ['crash', 'host-loss', 'hang', 'partition', 'cut', 'interface', 'leave'],
  slow: ['pause', 'suspend', 'slow', 'loss', 'delay', 'flip', 'reorder', 'duplicate', 'corrupt', 'reject', 'block-udp', 'clock-step', 'clock-skew'],
  good: ['heal', 'restart', 'resume', 'start', 'join'],
};

function markColor(kind) {
  if (KINDS.bad.includes(kind)) return 'var(--dead)';
  if (KINDS.slow.includes(kind)) return 'var(--suspect)';
  if (KINDS.good.includes(kind)) return 'var(--good)';
  return 'var(--accent)';
}

/** The shared time axis of some width. */
function timeAxis(width) {
  const inner = width - MARGIN.left - MARGIN.right;
  return {
    inner,
    x: ms => MARGIN.left + ms / run.duration * inner,
    time: x => Math.max(0, Math.min(run.duration, (x - MARGIN.left) / inner * run.duration)),
  };
}

function drawTimeAxis(parent, axis, y, height, labels) {
  for (const t of timeSteps(run.duration, Math.max(3, axis.inner / 90))) {
    svg('line', {x1: axis.x(t), x2: axis.x(t), y1: y, y2: y + height, class: 'grid'}, parent);
    if (labels) svg('text', {x: axis.x(t), y: y + height + 15, 'text-anchor': 'middle'}, parent, axisTime(t));
  }
}

function drawMarks(parent, axis, y, height) {
  const opacity = Math.max(0.25, Math.min(0.9, 12 / run.marks.length));
  for (const [t, kind] of run.marks) {
    if (t > run.duration) continue;
    svg('line', {x1: axis.x(t), x2: axis.x(t), y1: y, y2: y + height, class: 'mark', stroke: markColor(kind), opacity}, parent);
  }
}

/** One line through all plots over time follows the pointer; each plot adds what it has to say of the moment. */
const crosshair = {
  plots: [],
  add(box, width, height, say) {
    const overlay = drawing(box, width, height, '');
    overlay.setAttribute('style', 'position:absolute;left:0;top:0');
    overlay.setAttribute('aria-hidden', 'true');
    const line = svg('line', {y1: 0, y2: height, class: 'cross', visibility: 'hidden'}, overlay);
    this.plots.push(line);
    overlay.addEventListener('mousemove', event => {
      const at = overlay.getBoundingClientRect();
      const axis = timeAxis(width);
      const ms = axis.time(event.clientX - at.left);
      for (const each of this.plots) {
        each.setAttribute('x1', axis.x(ms));
        each.setAttribute('x2', axis.x(ms));
        each.setAttribute('visibility', 'visible');
      }
      tip.show(event, ['at ' + span(ms), ...say(ms, event.clientY - at.top), ...marksNear(ms, axis)]);
    });
    overlay.addEventListener('mouseleave', () => {
      this.plots.forEach(each => each.setAttribute('visibility', 'hidden'));
      tip.hide();
    });
  },
};

function marksNear(ms, axis) {
  const reach = run.duration * 5 / axis.inner;
  const near = run.marks.filter(([t]) => Math.abs(t - ms) <= reach).map(([t, , text]) => span(t) + ': ' + text);
  return near.length > 6 ? [...near.slice(0, 5), 'and ' + (near.length - 5) + ' more'] : near;
}

/** Which value of a series holds at a time; the first is of the interval that ends one interval after the beginning. */
function indexAt(interval, length, ms) {
  return Math.max(0, Math.min(length - 1, Math.ceil(ms / interval) - 1));
}

function drawTimeline(box, width) {
  const axis = timeAxis(width);
  const lanes = [];
  const placed = [];
  for (const [t, kind, text] of run.marks) {
    if (t > run.duration) continue;
    const short = text.length > 34 ? text.slice(0, 33) + '\u2026' : text;
    const wide = short.length * 6.5 + 22;
    const left = axis.x(t) + wide > width ? axis.x(t) - wide : axis.x(t);
    let lane = lanes.findIndex(end => end < left);
    if (lane < 0 && lanes.length < 4) lane = lanes.push(-1) - 1;
    if (lane >= 0) lanes[lane] = left + wide;
    placed.push({t, kind, short, lane, after: left === axis.x(t)});
  }
  const height = Math.max(1, lanes.length) * 18 + 6;
  const root = drawing(box, width, height, 'Timeline');
  for (const {t, kind, short, lane, after} of placed) {
    const x = axis.x(t);
    const y = (lane < 0 ? 0 : lane) * 18 + 3;
    svg('line', {x1: x, x2: x, y1: y, y2: height, class: 'mark', stroke: markColor(kind), opacity: lane < 0 ? 0.3 : 0.9}, root);
    if (lane >= 0) {
      svg('circle', {cx: x, cy: y + 7, r: 4, fill: markColor(kind)}, root);
      svg('text', {x: after ? x + 8 : x - 8, y: y + 11, 'text-anchor': after ? 'start' : 'end', class: 'strong'}, root, short);
    }
  }
  crosshair.add(box, width, height, () => []);
}

function drawAgreement(box, width) {
  const height = 132, top = 8, plot = 100;
  const axis = timeAxis(width);
  const {interval, values} = run.agreement;
  const root = drawing(box, width, height, 'Agreement over time');
  const y = share => top + (1 - share) * plot;
  drawTimeAxis(root, axis, top, plot, true);
  for (const share of [0, 0.5, 1]) {
    svg('line', {x1: MARGIN.left, x2: width - MARGIN.right, y1: y(share), y2: y(share), class: 'grid'}, root);
    svg('text', {x: MARGIN.left - 8, y: y(share) + 4, 'text-anchor': 'end'}, root, share * 100 + ' %');
  }
  if (values.length) {
    let path = '';
    values.forEach((share, i) => {
      path += `${i ? 'L' : 'M'}${axis.x(i * interval).toFixed(1)} ${y(share).toFixed(1)}`
        + `L${axis.x(Math.min(run.duration, (i + 1) * interval)).toFixed(1)} ${y(share).toFixed(1)}`;
    });
    const end = axis.x(Math.min(run.duration, values.length * interval)).toFixed(1);
    svg('path', {d: `${path}L${end} ${top + plot}L${MARGIN.left} ${top + plot}Z`, fill: 'var(--c1)', opacity: 0.16}, root);
    svg('path', {d: path, fill: 'none', stroke: 'var(--c1)', 'stroke-width': 2, 'stroke-linejoin': 'round'}, root);
  }
  drawMarks(root, axis, top, plot);
  crosshair.add(box, width, height, ms => values.length ? [percent(values[indexAt(interval, values.length, ms)]) + ' agree'] : []);
}

/** Takes neighbours together, so that there are no more values than that. */
function coarser({interval, purposes, series}, most) {
  const each = Math.max(1, Math.ceil(series[0].length / most));
  const means = values => Array.from({length: Math.ceil(values.length / each)}, (_, i) => {
    const part = values.slice(i * each, (i + 1) * each);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  return {interval: interval * each, purposes, series: series.map(means)};
}

function drawTraffic(box, width) {
  const height = 176, top = 8, plot = 144;
  const axis = timeAxis(width);
  const {interval, purposes, series} = coarser(run.traffic, 180);
  const root = drawing(box, width, height, 'Traffic over time');
  const length = series[0].length;
  const totals = Array.from({length}, (_, i) => series.reduce((sum, values) => sum + values[i], 0));
  const sorted = [...totals].sort((a, b) => a - b);
  const peak = Math.max(1, ...totals);
  const usual = Math.max(1, (sorted[Math.floor(length * 0.96)] || 0) * 1.6);
  const max = Math.min(peak, usual);
  const y = bytes => top + plot - Math.min(1.03, bytes / max) * plot;
  drawTimeAxis(root, axis, top, plot, true);
  for (const bytes of steps(max, 4)) {
    svg('line', {x1: MARGIN.left, x2: width - MARGIN.right, y1: y(bytes), y2: y(bytes), class: 'grid'}, root);
    svg('text', {x: MARGIN.left - 8, y: y(bytes) + 4, 'text-anchor': 'end'}, root, bytes >= 10000 ? trim(bytes / 1000, 1) + ' k' : count(bytes));
  }
  const below = new Array(length).fill(0);
  series.forEach((values, which) => {
    let up = '', down = '';
    values.forEach((value, i) => {
      const low = y(below[i]), high = y(below[i] + value);
      const from = axis.x(i * interval).toFixed(1), to = axis.x(Math.min(run.duration, (i + 1) * interval)).toFixed(1);
      up += `${i ? 'L' : 'M'}${from} ${high.toFixed(1)}L${to} ${high.toFixed(1)}`;
      down = `L${to} ${low.toFixed(1)}L${from} ${low.toFixed(1)}` + down;
      below[i] += value;
    });
    if (length) svg('path', {d: up + down + 'Z', fill: `var(--c${which})`, opacity: 0.85}, root);
  });
  if (peak > max) {
    const at = totals.indexOf(peak);
    const x = axis.x((at + 0.5) * interval);
    const right = x > width - 180;
    svg('text', {x: right ? x - 8 : x + 8, y: top + 10, 'text-anchor': right ? 'end' : 'start', class: 'strong'}, root,
      `peak ${count(Math.round(peak))} B/s`);
  }
  drawMarks(root, axis, top, plot);
  legend(byId('traffic-legend'), purposes.map((purpose, i) => ['c' + i, purpose]));
  crosshair.add(box, width, height, ms => {
    const i = indexAt(interval, length, ms);
    return length ? [count(Math.round(totals[i])) + ' B/s', ...purposes.map((purpose, which) => [purpose, series[which][i]])
      .filter(([, value]) => value >= 0.5).map(([purpose, value]) => `${purpose} ${count(Math.round(value))}`)] : [];
  });
}
