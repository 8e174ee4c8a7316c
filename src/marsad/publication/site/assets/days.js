/* Days: one day is shown at a time; everything that holds for other days is in the page, hidden. */
(function () {
  'use strict';
  const MS = 86400000;
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const slider = document.getElementById('day');
  if (!slider) return;

  const iso = (day) => new Date(day * MS).toISOString().slice(0, 10);
  const words = (day) => {
    const date = new Date(day * MS);
    return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  };
  const first = Number(slider.min), last = Number(slider.max);
  const asked = () => {
    const text = new URLSearchParams(location.search).get('as_of') || '';
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text + 'T00:00:00Z') / MS : NaN;
    return Number.isInteger(day) && day >= first && day <= last ? day : Number(slider.value);
  };
  const dated = Array.from(document.querySelectorAll('[data-first]')).filter((each) => each.tagName !== 'TEMPLATE')
    .map((each) => [each, Number(each.dataset.first), Number(each.dataset.last)]);
  const lists = Array.from(document.querySelectorAll('[data-if-any]'));
  const kept = Array.from(document.querySelectorAll('a[data-keep-day]')).map((link) => [link, link.getAttribute('href').split('?')[0]]);
  const listeners = [];
  let current = NaN;

  function show(day) {
    day = Math.min(last, Math.max(first, day));
    if (day === current) return;
    current = day;
    slider.value = String(day);
    slider.setAttribute('aria-valuetext', words(day));
    for (const [each, from, to] of dated) each.hidden = day < from || day > to;
    for (const list of lists) list.hidden = !list.querySelector('li:not([hidden])');
    for (const none of document.querySelectorAll('[data-none-of]')) {
      none.hidden = Boolean(document.querySelector(`${none.dataset.noneOf}:not([hidden])`));
    }
    for (const id of ['day-words', 'panel-day']) {
      const place = document.getElementById(id);
      if (place) place.textContent = words(day);
    }
    const plain = words(day).split(' ').slice(1).join(' ');
    for (const place of document.querySelectorAll('.day-of')) place.textContent = plain;
    for (const [link, path] of kept) link.href = `${path}?as_of=${iso(day)}`;
    const permalink = document.getElementById('permalink');
    if (permalink) permalink.href = `?as_of=${iso(day)}`;
    for (const bars of document.querySelectorAll('svg.bars .cursor')) {
      bars.setAttribute('x', `${(100 * (day - first + 0.5)) / (last - first + 1)}%`);
    }
    if (location.protocol !== 'file:') history.replaceState(null, '', `?as_of=${iso(day)}${location.hash}`);
    for (const listener of listeners) listener(day);
  }

  for (const id of ['time', 'day-pick', 'day', 'search']) {
    const part = document.getElementById(id);
    if (part) part.hidden = false;
  }
  slider.addEventListener('input', () => { stop(); show(Number(slider.value)); });
  for (const step of document.querySelectorAll('[data-step]')) {
    step.addEventListener('click', () => show(current + Number(step.dataset.step)));
  }
  document.addEventListener('keydown', (key) => {
    const idle = key.target === document.body || (key.target.closest && key.target.closest('.panel'));
    if (!idle || key.altKey || key.ctrlKey || key.metaKey || key.shiftKey) return;
    if (key.key === 'ArrowRight') show(current + 1);
    if (key.key === 'ArrowLeft') show(current - 1);
  });

  const play = document.getElementById('play');
  let timer = 0;
  function stop() {
    if (timer) clearInterval(timer);
    timer = 0;
    if (play) play.setAttribute('aria-pressed', 'false');
  }
  if (play) {
    play.addEventListener('click', () => {
      if (timer) return stop();
      if (current === last) show(first);
      play.setAttribute('aria-pressed', 'true');
      timer = setInterval(() => (current >= last ? stop() : show(current + 1)), 650);
    });
  }

  window.MARSAD_DAYS = { iso, words, show, day: () => current, onChange: (listener) => { listeners.push(listener); listener(current); } };
  show(asked());
})();
