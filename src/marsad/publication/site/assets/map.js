/* The map: dots by who holds them, roads by their state, rings around besieged places; time is one style variable. */
(function () {
  'use strict';
  const edition = window.MARSAD_EDITION, days = window.MARSAD_DAYS;
  if (!edition || !days) return;
  const INK = '#26221d', PAPER = '#faf8f3', RED = '#b3170f', ORANGE = '#e06c00';
  const RADIUS = { city: 7, town: 5.4, village: 4, part: 3.4, foreign: 2.6 };
  const RANK = { city: 0, town: 1, village: 3, part: 4, foreign: 1 };
  const GRADES = { baseline: 'from the baseline', inferred: 'inferred from its neighbours' };

  search();
  if (!window.maplibregl || !webgl()) return note('This browser cannot draw the interactive map (it needs WebGL): the picture shows one day.');
  Promise.all([document.fonts.load('16px "Noto Sans"', 'Ab'), document.fonts.load('16px "Noto Sans"', 'باب')]).then(draw, draw);

  function webgl() {
    const canvas = document.createElement('canvas');
    return Boolean(canvas.getContext('webgl2') || canvas.getContext('webgl'));
  }

  function note(words) {
    const line = document.createElement('p');
    line.className = 'map-note';
    line.textContent = words;
    document.getElementById('still').append(line);
  }

  function lines(parts) {
    return collection(parts.map((flat) => {
      const points = [];
      for (let i = 0; i < flat.length; i += 2) points.push([flat[i], flat[i + 1]]);
      return { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: points } };
    }));
  }
  function collection(features) { return { type: 'FeatureCollection', features }; }
  function point(place, properties) {
    return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [place[5], place[4]] } };
  }

  function holdings() {
    const told = new Set(edition.holdings.map((each) => each[0]));
    const rest = edition.places.map((_, number) => number).filter((number) => !told.has(number))
      .map((number) => [number, edition.first, edition.last, -1, '']);
    return collection(edition.holdings.concat(rest).map(([number, from, to, holder, grade]) => {
      const place = edition.places[number];
      const actor = holder >= 0 ? edition.actors[holder] : null;
      const foreign = place[3] === 'foreign';
      const held = foreign ? 'outside the area' : actor ? `held by ${actor[0]}` : holder === -2 ? 'contested' : 'holder not known';
      return point(place, {
        slug: place[0], from, to, radius: RADIUS[place[3]] || 4, order: -(RANK[place[3]] ?? 2),
        colour: foreign ? '#8a857c' : actor ? actor[1] : '#f1eee7', edge: actor ? actor[2] : foreign ? '#ffffff' : '#a8a297', contested: holder === -2, part: place[3] === 'part',
        words: `${place[1]}${place[2] ? ' · ' + place[2] : ''}\n${held}${GRADES[grade] ? ', ' + GRADES[grade] : ''}`,
      });
    }));
  }

  function roads() {
    return collection(edition.roads.map(([a, b, from, to, state, explicit]) => {
      const one = edition.places[a], other = edition.places[b];
      return {
        type: 'Feature', properties: { from, to, state: state === 'cut' && explicit ? 'reported_cut' : state, explicit },
        geometry: { type: 'LineString', coordinates: [[one[5], one[4]], [other[5], other[4]]] },
      };
    }));
  }

  function marks() {
    return collection(edition.roads.filter((road) => road[5] && (road[4] === 'cut' || road[4] === 'under_fire')).map(([a, b, from, to, state]) => {
      const one = edition.places[a], other = edition.places[b];
      return {
        type: 'Feature', properties: { from, to, icon: state === 'cut' ? 'cross' : 'flash' },
        geometry: { type: 'Point', coordinates: [(one[5] + other[5]) / 2, (one[4] + other[4]) / 2] },
      };
    }));
  }

  function names() {
    return collection(edition.places.map((place) => point(place, { name: place[1], both: place[2] ? `${place[1]}\n${place[2]}` : place[1], rank: RANK[place[3]] ?? 2, quiet: place[3] === 'foreign', slug: place[0] })));
  }

  const TODAY = ['all', ['<=', ['get', 'from'], ['global-state', 't']], ['>=', ['get', 'to'], ['global-state', 't']]];
  const today = (...more) => [...TODAY, ...more];
  function road(id, state, paint) {
    return { id, type: 'line', source: 'roads', filter: today(['==', ['get', 'state'], state]), layout: { 'line-cap': 'butt' }, paint };
  }
  const wide = (px) => ['interpolate', ['linear'], ['zoom'], 6, px * 0.55, 9, px, 12, px * 1.6];

  function style() {
    return {
      version: 8,
      state: { t: { default: days.day() }, besieged: { default: besieged(days.day()) } },
      sources: {
        borders: { type: 'geojson', data: lines(edition.borders) }, rivers: { type: 'geojson', data: lines(edition.rivers) },
        roads: { type: 'geojson', data: roads() }, marks: { type: 'geojson', data: marks() },
        places: { type: 'geojson', data: holdings() }, names: { type: 'geojson', data: names() },
        rings: { type: 'geojson', data: rings() },
      },
      layers: [
        { id: 'paper', type: 'background', paint: { 'background-color': PAPER } },
        { id: 'rivers', type: 'line', source: 'rivers', paint: { 'line-color': '#bcd3e0', 'line-width': wide(2.4) } },
        { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': '#8a857c', 'line-width': 1.2, 'line-dasharray': [7, 2.5, 1.6, 2.5] } },
        road('roads-unknown', 'unknown', { 'line-color': '#cfcac0', 'line-width': wide(1.3), 'line-dasharray': [1, 2.5] }),
        road('roads-open', 'open', { 'line-color': '#a9a399', 'line-width': wide(1.7) }),
        road('roads-front', 'cut', { 'line-color': '#d5948e', 'line-width': wide(1.6), 'line-dasharray': [2.2, 2] }),
        road('roads-contested', 'contested', { 'line-color': '#8a6d1a', 'line-width': wide(2), 'line-dasharray': [3.5, 2] }),
        { id: 'roads-halo', type: 'line', source: 'roads', filter: today(['in', ['get', 'state'], ['literal', ['reported_cut', 'under_fire']]]), paint: { 'line-color': '#ffffff', 'line-width': wide(7) } },
        road('roads-fire', 'under_fire', { 'line-color': ORANGE, 'line-width': wide(3.8), 'line-dasharray': [0.7, 0.9] }),
        road('roads-cut', 'reported_cut', { 'line-color': RED, 'line-width': wide(3.6), 'line-dasharray': [2.4, 1.1] }),
        { id: 'rings', type: 'symbol', source: 'rings', filter: TODAY, layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 6, 0.45, 7.6, 1] } },
        { id: 'marks', type: 'symbol', source: 'marks', filter: TODAY, layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 6, 0.7, 9, 1] } },
        {
          id: 'dots', type: 'circle', source: 'places', filter: today(['!', ['get', 'contested']], ['any', ['!', ['get', 'part']], ['>=', ['zoom'], 9.5]]), layout: { 'circle-sort-key': ['get', 'order'] },
          paint: {
            'circle-color': ['get', 'colour'], 'circle-stroke-color': ['get', 'edge'], 'circle-stroke-width': 1.2,
            'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, ['*', 0.5, ['get', 'radius']], 8.5, ['get', 'radius'], 12, ['*', 1.7, ['get', 'radius']]],
          },
        },
        {
          id: 'contested', type: 'symbol', source: 'places', filter: today(['get', 'contested']),
          layout: { 'icon-image': 'hatched', 'icon-allow-overlap': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 6, ['*', 0.07, ['get', 'radius']], 8.5, ['*', 0.14, ['get', 'radius']]] },
        },
        {
          id: 'names', type: 'symbol', source: 'names',
          filter: ['all', ['<=', ['get', 'rank'], ['step', ['zoom'], 0, 7, 1, 8.3, 2, 9, 3, 10, 4]], ['!', ['in', ['get', 'slug'], ['global-state', 'besieged']]]],
          layout: {
            'text-field': ['step', ['zoom'], ['get', 'name'], 10.5, ['get', 'both']], 'text-font': ['Noto Sans'],
            'text-size': ['interpolate', ['linear'], ['zoom'], 6, ['match', ['get', 'rank'], 0, 12.5, 11], 10, ['match', ['get', 'rank'], 0, 16, 1, 13.5, 12]],
            'text-variable-anchor': ['left', 'right', 'bottom', 'top', 'bottom-left', 'top-left'], 'text-radial-offset': 0.75, 'text-justify': 'auto',
            'symbol-sort-key': ['get', 'rank'], 'text-padding': 3, 'text-optional': true,
          },
          paint: { 'text-color': ['case', ['get', 'quiet'], '#7d776d', INK], 'text-halo-color': PAPER, 'text-halo-width': 1.6 },
        },
        {
          id: 'ring-names', type: 'symbol', source: 'rings', filter: TODAY,
          layout: {
            'text-field': ['get', 'name'], 'text-font': ['Noto Sans'], 'text-size': 19,
            'text-variable-anchor': ['left', 'right', 'bottom-left', 'top-left', 'bottom', 'top'], 'text-radial-offset': ['interpolate', ['linear'], ['zoom'], 6, 1.2, 7.6, 2.2], 'text-allow-overlap': true,
          },
          paint: { 'text-color': INK, 'text-halo-color': PAPER, 'text-halo-width': 2.2 },
        },
      ],
    };
  }

  function image(size, paint) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size * 2;
    const pen = canvas.getContext('2d');
    pen.scale(2, 2);
    paint(pen, size / 2);
    return pen.getImageData(0, 0, size * 2, size * 2);
  }
  function stroke(pen, colour, width, ...paths) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    for (const [from, ...to] of paths) {
      pen.beginPath();
      pen.moveTo(...from);
      for (const each of to) pen.lineTo(...each);
      pen.stroke();
    }
  }
  function images(map) {
    const two = { pixelRatio: 2 };
    edition.rings.forEach((ring, number) => map.addImage(`ring-${number}`, ringImage(ring[3]), two));
    map.addImage('cross', image(20, (pen) => {
      const paths = [[[4, 4], [16, 16]], [[4, 16], [16, 4]]];
      stroke(pen, '#fff', 7, ...paths);
      stroke(pen, RED, 3.6, ...paths);
    }), two);
    map.addImage('flash', image(22, (pen) => {
      pen.beginPath(); pen.arc(11, 11, 9.3, 0, 7); pen.fillStyle = '#fff'; pen.fill(); stroke(pen, ORANGE, 1.7); pen.stroke();
      pen.beginPath();
      for (const [x, y] of [[12.5, 4], [7.5, 11.6], [11.5, 11.6], [9.5, 18], [15.5, 9.6], [11.3, 9.6]]) pen.lineTo(x, y);
      pen.closePath(); pen.fillStyle = ORANGE; pen.fill();
    }), two);
    map.addImage('hatched', image(16, (pen) => {
      pen.beginPath(); pen.arc(8, 8, 6.8, 0, 7); pen.fillStyle = '#fff'; pen.fill(); pen.save(); pen.clip();
      stroke(pen, INK, 1.7, [[0, 10], [10, 0]], [[2, 14], [14, 2]], [[6, 16], [16, 6]]); pen.restore();
      pen.beginPath(); pen.arc(8, 8, 6.8, 0, 7); stroke(pen, INK, 1.4); pen.stroke();
    }), two);
  }

  function rings() {
    return collection(edition.rings.map(([number, from, to], ring) => {
      const place = edition.places[number];
      return point(place, { from, to, slug: place[0], name: place[1], icon: `ring-${ring}` });
    }));
  }
  function ringImage(arcs) {
    return image(78, (pen, middle) => {
      const bearing = (degrees) => (degrees - 90) * Math.PI / 180;
      pen.lineWidth = 8.5; pen.strokeStyle = 'rgba(255,255,255,.9)'; pen.beginPath(); pen.arc(middle, middle, 33.5, 0, 7); pen.stroke();
      pen.lineWidth = 6;
      for (const [from, to, colour] of arcs) {
        pen.strokeStyle = colour; pen.beginPath(); pen.arc(middle, middle, 33.5, bearing(from + 0.7), bearing(to - 0.7)); pen.stroke();
      }
      pen.lineWidth = 1.2; pen.strokeStyle = INK; pen.beginPath(); pen.arc(middle, middle, 37.3, 0, 7); pen.stroke();
    });
  }

  function besieged(day) {
    return edition.rings.filter((ring) => ring[1] <= day && day <= ring[2]).map((ring) => edition.places[ring[0]][0]);
  }

  function pageOf(slug) { return `place/${slug}.html?as_of=${days.iso(days.day())}`; }

  function draw() {
    const [south, west, north, east] = edition.view;
    const map = new maplibregl.Map({
      container: 'map', style: style(), bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 6 },
      maxBounds: [[west - 5.5, south - 5], [east + 5.5, north + 5]], minZoom: 5, maxZoom: 13, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0, cancelPendingTileRequestsWhileZooming: false,
    });
    window.MARSAD_MAP = map;
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new maplibregl.ScaleControl({ unit: 'metric' }), 'bottom-right');
    map.on('style.load', () => images(map));
    map.on('load', () => {
      days.onChange((day) => {
        map.setGlobalStateProperty('t', day);
        map.setGlobalStateProperty('besieged', besieged(day));
      });
      map.once('idle', () => {
        document.getElementById('still').hidden = true;
        document.documentElement.dataset.map = 'drawn';
      });
    });
    const popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, offset: 10, maxWidth: '260px' });
    map.on('click', (click) => {
      const hit = (...layers) => map.queryRenderedFeatures(click.point, { layers })[0];
      const found = hit('dots', 'contested') || hit('names', 'ring-names') || hit('rings');
      if (found) location.href = pageOf(found.properties.slug);
    });
    for (const layer of ['dots', 'contested', 'names', 'ring-names', 'rings']) {
      map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; popup.remove(); });
    }
    for (const layer of ['dots', 'contested']) {
      map.on('mousemove', layer, (move) => {
        const found = move.features[0];
        map.getCanvas().style.cursor = 'pointer';
        popup.setLngLat(found.geometry.coordinates).setText(found.properties.words).addTo(map);
      });
    }
    for (const layer of ['names', 'ring-names', 'rings']) map.on('mousemove', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
  }

  function plain(name) {
    return name.normalize('NFKD').replace(/[\u0300-\u036f'’‘`\s-]/g, '').toLowerCase().replace(/^(al|el|ar|as|ad|ash|an|at)(?=.{3})/, '');
  }
  function search() {
    const form = document.getElementById('search'), box = document.getElementById('place-search'), list = document.getElementById('place-names');
    if (!form) return;
    const byName = new Map();
    for (const place of edition.places) {
      for (const name of [place[1], place[2]]) if (name && !byName.has(plain(name))) byName.set(plain(name), place[0]);
      const option = document.createElement('option');
      option.value = place[1];
      if (place[2]) option.label = `${place[1]} ${place[2]}`;
      list.append(option);
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const wanted = plain(box.value);
      if (!wanted) return;
      const near = byName.get(wanted) || Array.from(byName).filter(([name]) => name.startsWith(wanted)).map(([, slug]) => slug)[0];
      if (near) location.href = pageOf(near);
      else { box.setCustomValidity('No place of this name is on the map.'); box.reportValidity(); }
    });
    box.addEventListener('input', () => box.setCustomValidity(''));
  }

  if (window.innerWidth <= 860) document.getElementById('legend').open = false;
})();
