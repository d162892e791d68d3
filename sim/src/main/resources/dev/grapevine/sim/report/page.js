// Puts the page together from the figures.

const run = JSON.parse(byId('data').textContent);

function tile(label, value, unit, sub, mood) {
  return html('div', {class: 'tile' + (mood ? ' ' + mood : '')},
    html('div', {class: 'label'}, label),
    html('div', {class: 'value'}, value, unit ? html('i', {}, unit) : null),
    html('div', {class: 'sub'}, sub));
}

function spanTile(label, ms, sub, mood) {
  const [value, unit] = span(ms).split(' ');
  return tile(label, value, unit, sub, mood);
}

function fillSummary() {
  const {healthy, slow} = run.mistakes;
  const tiles = [
    tile('False deaths, healthy members', count(healthy.members), '',
      `${things(healthy.declared, 'wrong verdict')}, ${things(healthy.suspected, 'suspicion')}`, healthy.members ? 'bad' : 'good'),
    tile('False deaths, slow members', count(slow.members), '',
      `${things(slow.declared, 'wrong verdict')}, ${things(slow.suspected, 'suspicion')}`, slow.members ? 'bad' : ''),
  ];
  if (run.detections.length) {
    const main = run.detections.reduce((a, b) => b.each.count > a.each.count ? b : a);
    tiles.push(spanTile('Detection, all survivors know', main.all.count ? main.all.p50 : null,
      `${main.evidence}, median of ${count(main.all.count)}; max ${span(main.all.count ? main.all.max : null)}`));
  } else {
    tiles.push(tile('Detection', '\u2013', '', 'nobody was found to have stopped'));
  }
  const order = ['service', 'death', 'leave', 'refutation', 'suspicion', 'join'];
  const news = [...run.news].filter(each => each.complete).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0];
  tiles.push(news
    ? spanTile('News known to all', news.all.p50, `${news.kind}, median of ${count(news.complete)}; ${news.rounds.max} rounds at most`)
    : tile('News known to all', '\u2013', '', 'nothing was told'));
  const values = run.agreement.values;
  const agreed = values.filter(share => share === 1).length / Math.max(1, values.length);
  tiles.push(tile('Time in full agreement', trim(agreed * 100, 1), '%',
    values.length ? `at the end ${percent(values[values.length - 1])} agree` : 'not looked at'));
  tiles.push(tile('Traffic', count(Math.round(run.load.bytesPerSecond)), 'B/s',
    `${trim(run.load.packetsPerSecond, 1)} packets/s, each member; busiest ${count(run.load.bytesEach.max)} B/s`));
  byId('summary').replaceChildren(...tiles);
}

function drawDetections(box) {
  box.replaceChildren();
  if (!run.detections.length) {
    box.append(html('p', {class: 'none'}, 'Nobody was found to have stopped.'));
    return;
  }
  const height = 176, top = 44, plot = 104, left = 22, right = 22;
  const holders = run.detections.map(() => html('div', {class: 'plot'}));
  box.append(...holders);
  box.classList.toggle('columns', holders.length > 1);
  run.detections.forEach((detection, which) => {
    const holder = holders[which];
    const width = holder.clientWidth;
    const root = drawing(holder, width, height, 'Detection by ' + detection.evidence);
    const {each, all, bars} = detection;
    const high = Math.max(...bars.map(([, , n]) => n));
    const from = 0, to = Math.max(each.max, all.max || 0) * 1.04 || 1;
    const x = ms => left + (ms - from) / (to - from) * (width - left - right);
    svg('text', {x: left, y: 14, class: 'strong'}, root, detection.evidence);
    svg('text', {x: width - right, y: 14, 'text-anchor': 'end'}, root,
      `each survivor: min ${span(each.min)}, p50 ${span(each.p50)}, p99 ${span(each.p99)}, max ${span(each.max)} (${count(each.count)})`);
    svg('text', {x: width - right, y: 30, 'text-anchor': 'end'}, root, all.count
      ? `the last: p50 ${span(all.p50)}, max ${span(all.max)} (${things(all.count, 'fault')})` : 'no fault came to be known to all');
    for (const t of steps(to, 6)) {
      svg('line', {x1: x(t), x2: x(t), y1: top, y2: top + plot, class: 'grid'}, root);
      svg('text', {x: x(t), y: top + plot + 15, 'text-anchor': 'middle'}, root, axisTime(t));
    }
    bars.forEach(([low, up, n]) => {
      if (!n) return;
      const tall = Math.max(1.5, n / high * plot);
      const bar = svg('rect', {x: x(low), width: Math.max(1.5, x(up) - x(low) - 0.6), y: top + plot - tall, height: tall,
        rx: 1, fill: `var(--c${which % 6})`, opacity: 0.85}, root);
      bar.addEventListener('mousemove', event => tip.show(event, [`${span(low)} to ${span(up)}`, count(n) + ' observers']));
      bar.addEventListener('mouseleave', tip.hide);
    });
    svg('line', {x1: left, x2: width - right, y1: top + plot, y2: top + plot, class: 'axis'}, root);
    const fromRight = x(each.p50) > width - 90;
    svg('line', {x1: x(each.p50), x2: x(each.p50), y1: top - 2, y2: top + plot, stroke: 'var(--ink)', opacity: 0.6}, root);
    svg('text', {x: x(each.p50) + (fromRight ? -5 : 5), y: top + 7, 'text-anchor': fromRight ? 'end' : 'start'}, root, 'median');
  });
}

function drawInfection(box) {
  box.replaceChildren();
  const told = run.news.filter(news => news.complete);
  legend(byId('infection-legend'), told.map((news, i) => ['c' + i % 6, news.kind]));
  table(byId('infection-table'),
    ['news', 'told', 'to all', 'half', '99 %', 'all', 'at most', 'rounds', 'copies'],
    run.news.map(news => [news.kind, count(news.count), count(news.complete), ...(news.complete
      ? [span(news.half.p50), span(news.most.p50), span(news.all.p50), span(news.all.max), news.rounds.max,
        trim(news.messages.p50 / 1000, 1)]
      : ['', '', '', '', '', ''])]), 'There was no news.');
  if (run.news.length) {
    byId('infection-table').append(html('p', {class: 'none'},
      `Times are medians; rounds are hops to the last, at most, where ${run.bound} is the fewest possible; copies are messages`
      + ' sent for each member that heard.'));
  }
  if (!told.length) return;
  const width = box.clientWidth, height = 250, top = 8, plot = 212, left = 46;
  const root = drawing(box, width, height, 'Infection curve');
  const times = told.flatMap(news => news.curve.flat()).filter(t => t > 0);
  const low = Math.log10(Math.max(0.02, Math.min(...times) * 0.8)), up = Math.log10(Math.max(...times) * 1.15);
  const x = ms => left + (Math.log10(Math.max(ms, Math.pow(10, low))) - low) / (up - low || 1) * (width - left - 14);
  const y = share => top + (1 - share) * plot;
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    svg('line', {x1: left, x2: width - 14, y1: y(share), y2: y(share), class: 'grid'}, root);
    svg('text', {x: left - 8, y: y(share) + 4, 'text-anchor': 'end'}, root, share * 100 + ' %');
  }
  const factors = up - low > 2.2 ? [1] : [1, 2, 5];
  for (let power = Math.floor(low); power <= up; power++) {
    for (const t of factors.map(factor => factor * Math.pow(10, power))) {
      if (Math.log10(t) < low || Math.log10(t) > up) continue;
      svg('line', {x1: x(t), x2: x(t), y1: top, y2: top + plot, class: 'grid'}, root);
      svg('text', {x: x(t), y: top + plot + 16, 'text-anchor': 'middle'}, root, span(t));
    }
  }
  told.forEach((news, which) => {
    const point = (quantile, i) => `${x(news.curve[i][quantile]).toFixed(1)} ${y(i / (news.curve.length - 1)).toFixed(1)}`;
    const indices = news.curve.map((_, i) => i);
    const band = indices.map(i => point(0, i)).join('L') + 'L' + indices.reverse().map(i => point(2, i)).join('L');
    if (news.complete > 4) svg('path', {d: 'M' + band + 'Z', fill: `var(--c${which % 6})`, opacity: 0.1}, root);
    const line = svg('path', {d: 'M' + news.curve.map((_, i) => point(1, i)).join('L'), fill: 'none',
      stroke: `var(--c${which % 6})`, 'stroke-width': 2.2, 'stroke-linejoin': 'round'}, root);
    line.addEventListener('mousemove', event => tip.show(event, [news.kind, `${count(news.complete)} pieces of news`,
      `half ${span(news.half.p50)}, all ${span(news.all.p50)}`]));
    line.addEventListener('mouseleave', tip.hide);
  });
}

function fillTables() {
  const bad = (n, grave) => grave && n ? [count(n), 'bad'] : count(n);
  const conditions = Object.entries(run.mistakes);
  const mistake = (label, of) => [label, ...conditions.map(([name, mistakes]) => of(mistakes, name))];
  const lasted = spans => spans.count ? `${span(spans.p50)} (max ${span(spans.max)})` : '\u2013';
  table(byId('mistakes-table'), ['', ...conditions.map(([name]) => name)], [
    mistake('members declared dead', (of, name) => bad(of.members, name === 'healthy')),
    mistake('verdicts, each observer', (of, name) => bad(of.declared, name === 'healthy')),
    mistake('suspicions, each observer', of => count(of.suspected)),
    mistake('taken back', (of, name) => name === 'partitioned' ? '\u2013' : count(of.recovered)),
    mistake('a suspicion lasted', of => lasted(of.suspicion)),
    mistake('a death lasted', of => lasted(of.death))], '');
  const seconds = run.load.memberSeconds || 1;
  table(byId('packets-table'), ['kind', 'for', 'packets/s', 'B/s', 'share'], run.load.kinds.slice(0, 14).map(kind =>
    [kind.name + (kind.stream ? ' (stream)' : ''), kind.purpose, trim(kind.packets / seconds, 3), trim(kind.bytes / seconds, 1),
      percent(kind.bytes / (run.load.bytes || 1))]), 'Nothing was sent.');
  table(byId('faults-table'), ['member', 'at', 'fault', 'evidence', 'survivors', 'knew', 'first', 'half', 'all'], run.faults.map(fault =>
    [fault.member, span(fault.at), fault.kind, fault.evidence || '\u2013', count(fault.survivors), count(fault.knowing),
      span(fault.first), span(fault.half), span(fault.all)]), 'Nobody stopped.');
  if (run.faultsLeftOut) byId('faults-table').append(html('p', {class: 'none'}, `and ${count(run.faultsLeftOut)} more`));
  table(byId('checks-table'), ['guarantee', 'put to the test'], [
    ...run.checks.map(([began, took]) => ['check from ' + span(began), 'passed after ' + span(took)]),
    ...run.invariants.map(([name, times]) => [name.toLowerCase().replaceAll('_', ' '), count(times) + ' times'])], 'Nothing was checked.');
  byId('script-text').textContent = run.script;
}

function drawAll() {
  crosshair.plots = [];
  const draw = (id, how) => {
    const box = byId(id);
    box.replaceChildren();
    how(box, box.clientWidth);
  };
  draw('timeline', drawTimeline);
  draw('agreement', drawAgreement);
  draw('states', drawStates);
  draw('traffic', drawTraffic);
  drawDetections(byId('detection-plots'));
  drawInfection(byId('infection-plot'));
}

function fillHead() {
  byId('title').textContent = run.title;
  byId('facts').replaceChildren(...run.facts.map(([name, value]) => html('span', {}, name + ' ', html('b', {}, value))));
  const verdict = byId('verdict');
  verdict.textContent = run.failure ? 'Violated' : 'All guarantees held';
  verdict.classList.toggle('bad', Boolean(run.failure));
  byId('failure').hidden = !run.failure;
  byId('failure').textContent = run.failure || '';
}

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const theme = name => {
  document.documentElement.dataset.theme = name;
  drawAll();
};
byId('theme').addEventListener('click', () => theme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'));
dark.addEventListener('change', () => theme(dark.matches ? 'dark' : 'light'));
document.querySelectorAll('.switches input').forEach(input => input.addEventListener('change', drawAll));
let resized;
window.addEventListener('resize', () => {
  clearTimeout(resized);
  resized = setTimeout(drawAll, 120);
});

byId('eventful').checked = run.states.rows.length > 200;
fillHead();
fillSummary();
fillTables();
theme(dark.matches ? 'dark' : 'light');
