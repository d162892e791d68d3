// The map of members by time: one row a member, or several members a row of pixels where there are too many.

// The later wins where several share a pixel: what is rare and grave must be seen.
const LAYERS = {
  believed: [['.', 'unknown', 'not known'], ['A', 'alive', 'alive'], ['L', 'left', 'left'], ['D', 'dead', 'dead'], ['S', 'suspect', 'suspect']],
  real: [['h', 'healthy', 'healthy'], ['.', 'down', 'down'], ['p', 'parted', 'partitioned'], ['s', 'slow', 'slow'], ['x', 'hung', 'hung']],
};

function rowsShown() {
  const all = run.states.rows.map(([name, believed, real]) => ({name, believed: texts(believed), real: texts(real)}));
  if (!byId('eventful').checked) return all;
  const dull = (text, letters) => [...new Set(text)].every(letter => letters.includes(letter));
  return all.filter(row => !dull(row.believed.replace(/^\.+/, ''), 'A') || !dull(row.real.replace(/^\.+/, ''), 'h'));
}

const unpacked = new Map();

function texts(index) {
  if (!unpacked.has(index)) unpacked.set(index, unpack(run.states.texts[index]));
  return unpacked.get(index);
}

function drawStates(box, width) {
  const layer = document.querySelector('input[name=layer]:checked').value;
  const letters = LAYERS[layer];
  const rows = rowsShown();
  const {interval} = run.states;
  const axis = timeAxis(width);
  const each = Math.max(1, Math.min(22, Math.floor(420 / Math.max(1, rows.length))));
  const plot = Math.max(24, Math.min(520, rows.length * each));
  const top = 4, height = plot + top + 22;
  const style = getComputedStyle(document.documentElement);
  const colors = letters.map(([, name]) => rgb(style.getPropertyValue('--' + name).trim()));
  const ranks = new Map(letters.map(([letter], rank) => [letter, rank]));
  const looks = rows.length ? rows[0][layer].length : 0;
  const root = drawing(box, width, height, 'State of each member over time');
  if (looks) {
    box.append(paint(rows.map(row => row[layer]), looks, ranks, colors, axis, {top, plot, interval}));
  } else {
    svg('text', {x: MARGIN.left + 8, y: top + 16}, root, 'Nothing happened to any member.');
  }
  const over = drawing(box, width, height, '');
  over.setAttribute('style', 'position:absolute;left:0;top:0');
  over.setAttribute('aria-hidden', 'true');
  drawMarks(over, axis, top, plot);
  for (const t of timeSteps(run.duration, Math.max(3, axis.inner / 90))) {
    svg('text', {x: axis.x(t), y: top + plot + 16, 'text-anchor': 'middle'}, root, axisTime(t));
  }
  const labelled = Math.max(1, Math.ceil(rows.length * 13 / plot));
  rows.forEach((row, i) => {
    if (i % labelled === 0 && rows.length <= 60) {
      svg('text', {x: MARGIN.left - 8, y: top + (i + 0.5) * plot / rows.length + 4, 'text-anchor': 'end'}, root, row.name.slice(0, 8));
    }
  });
  if (rows.length > 60) {
    svg('text', {x: MARGIN.left - 8, y: top + 10, 'text-anchor': 'end'}, root, rows[0].name.slice(0, 8));
    svg('text', {x: MARGIN.left - 8, y: top + plot, 'text-anchor': 'end'}, root, rows[rows.length - 1].name.slice(0, 8));
  }
  legend(byId('states-legend'), letters.map(([, name, text]) => [name, text]));
  byId('states-note').textContent = count(rows.length)
    + (rows.length === run.states.rows.length ? ' members, one row each' : ` of ${count(run.states.rows.length)} members`);
  crosshair.add(box, width, height, (ms, y) => {
    const row = rows[Math.floor((y - top) / plot * rows.length)];
    if (!row || !looks) return [];
    const i = indexAt(interval, looks, ms);
    const word = (of, letter) => (LAYERS[of].find(([known]) => known === letter) || ['', '', '?'])[2];
    return [row.name, 'believed ' + word('believed', row.believed[i]), 'really ' + word('real', row.real[i])];
  });
}

function rgb(color) {
  const value = parseInt(color.slice(1), 16);
  return [value >> 16 & 255, value >> 8 & 255, value & 255];
}

/** Paints at the density of the screen; each pixel shows the gravest of all that fall on it. */
function paint(rows, looks, ranks, colors, axis, {top, plot, interval}) {
  const density = Math.min(2, window.devicePixelRatio || 1);
  const wide = Math.max(1, Math.round(axis.inner * density)), high = Math.max(1, Math.round(plot * density));
  const canvas = html('canvas', {width: wide, height: high});
  canvas.style.cssText = `position:absolute;left:${MARGIN.left}px;top:${top}px;width:${axis.inner}px;height:${plot}px;border-radius:4px`;
  const context = canvas.getContext('2d');
  const image = context.createImageData(wide, high);
  const shown = new Int8Array(wide * high).fill(-1);
  const perRow = high / rows.length;
  const gap = perRow >= 6 * density ? Math.round(density) : 0;
  const edges = Array.from({length: looks + 1}, (_, i) => Math.round(Math.min(1, i * interval / run.duration) * wide));
  rows.forEach((text, row) => {
    const from = Math.floor(row * perRow);
    const to = Math.max(from + 1, Math.floor((row + 1) * perRow) - gap);
    for (let i = 0; i < looks; i++) {
      const rank = ranks.get(text[i]);
      for (let x = edges[i]; x < Math.max(edges[i] + 1, edges[i + 1]) && x < wide; x++) {
        for (let y = from; y < to && y < high; y++) {
          if (rank > shown[y * wide + x]) shown[y * wide + x] = rank;
        }
      }
    }
  });
  shown.forEach((rank, i) => {
    if (rank < 0) return;
    const [red, green, blue] = colors[rank];
    image.data[i * 4] = red;
    image.data[i * 4 + 1] = green;
    image.data[i * 4 + 2] = blue;
    image.data[i * 4 + 3] = 255;
  });
  context.putImageData(image, 0, 0);
  return canvas;
}
