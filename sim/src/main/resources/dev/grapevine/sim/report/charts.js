'use strict';
// Small tools to draw with: elements, scales, axes, words for numbers.

const SVG = 'http://www.w3.org/2000/svg';
const byId = id => document.getElementById(id);

function html(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'class') element.className = value; else element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function svg(tag, attributes, parent, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

function drawing(parent, width, height, label) {
  return svg('svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label}, parent);
}

/** Milliseconds in words: 0.31 ms, 7.1 ms, 1.25 s, 2 min. */
function span(ms) {
  if (ms === null || ms === undefined) return '\u2013';
  if (ms >= 180000) return trim(ms / 60000, 1) + ' min';
  if (ms >= 1000) return trim(ms / 1000, ms >= 10000 ? 1 : 2) + ' s';
  if (ms >= 10) return trim(ms, ms >= 100 ? 0 : 1) + ' ms';
  return trim(ms, 2) + ' ms';
}

function trim(value, digits) {
  return String(Number(value.toFixed(digits)));
}

function count(value) {
  return value.toLocaleString('en-US');
}

/** A number of things: 1 fault, 2 faults. */
function things(n, one) {
  return `${count(n)} ${one}${n === 1 ? '' : 's'}`;
}

function percent(share) {
  return trim(share * 100, share > 0.999 && share < 1 ? 2 : 1) + ' %';
}

/** Up to about so many round steps from 0. */
function steps(max, about) {
  if (!(max > 0)) return [0];
  const raw = max / about;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= raw);
  const values = [];
  for (let i = 0; i * step <= max * 1.0001; i++) values.push(i * step);
  return values;
}

/** Steps of a time axis, in milliseconds. */
function timeSteps(max, about) {
  const nice = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5];
  const step = nice.find(candidate => max / candidate <= about) || 72e5;
  const values = [];
  for (let t = 0; t <= max; t += step) values.push(t);
  return values;
}

function axisTime(ms) {
  if (ms === 0) return '0';
  return ms >= 60000 && ms % 60000 === 0 ? ms / 60000 + ' min' : span(ms);
}

/** Runs of a letter, as "A120S3", to one text. */
function unpack(runs) {
  let text = '';
  for (const [, letter, length] of runs.matchAll(/([^0-9])([0-9]+)/g)) text += letter.repeat(Number(length));
  return text;
}

function legend(parent, entries) {
  parent.replaceChildren(...entries.map(([color, text]) => {
    const swatch = html('i', {style: `background:var(--${color})`});
    return html('span', {}, swatch, text);
  }));
}

function table(parent, head, rows, empty) {
  if (!rows.length) {
    parent.replaceChildren(html('p', {class: 'none'}, empty));
    return;
  }
  const cell = (tag, value) => Array.isArray(value) ? html(tag, {class: value[1]}, String(value[0])) : html(tag, {}, String(value));
  parent.replaceChildren(html('div', {class: 'scroll'}, html('table', {},
    html('thead', {}, html('tr', {}, ...head.map(value => cell('th', value)))),
    html('tbody', {}, ...rows.map(row => html('tr', {}, ...row.map(value => cell('td', value))))))));
}

const tip = {
  show(event, lines) {
    const box = byId('tip');
    box.replaceChildren(...lines.flatMap((line, i) => [...(i ? [html('br')] : []), i ? line : html('b', {}, line)]));
    box.hidden = false;
    const {width, height} = box.getBoundingClientRect();
    const x = event.clientX + 16 + width > innerWidth ? event.clientX - width - 12 : event.clientX + 16;
    box.style.left = Math.max(4, x) + 'px';
    box.style.top = Math.max(4, Math.min(innerHeight - height - 4, event.clientY + 14)) + 'px';
  },
  hide() {
    byId('tip').hidden = true;
  },
};
