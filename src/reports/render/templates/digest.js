const page = document.getElementById('digest');
const incidents = new Map(all(page, '.incidents > .incident').map(card => [card.id, {
  card,
  facets: new Set(words(card.dataset.f)),
  where: card.dataset.where,
  groups: +card.dataset.groups,
  contradicted: 'contradicted' in card.dataset,
  text: card.textContent.toLowerCase(),
}]));
// A spot of the map carries its incidents as places.
const pointers = all(page, '[data-incidents], .spot').map(node => ({node, ids: words(node.dataset.incidents || node.dataset.places)}));
const form = element('form.filters', page);
let visible = [...incidents.keys()], selected = null;

function mark(ids, look) {
  all(page, '.' + look).forEach(node => node.classList.remove(look));
  ids.forEach(id => { const found = incidents.get(id); if (found) found.card.classList.add(look); });
  pointers.forEach(each => each.node.classList.toggle(look, each.ids.some(id => ids.includes(id))));
}

function select(id, scroll = true) {
  selected = id;
  mark(id ? [id] : [], 'on');
  if (!id) return;
  if (scroll) show(incidents.get(id).card);
  // The maps have a pane of their own, in which the place may be out of sight.
  const spot = element('.spot.on', page), pane = element('.side', page);
  if (spot && pane.scrollHeight > pane.clientHeight + 4) {
    const map = spot.closest('.map').getBoundingClientRect(), seen = pane.getBoundingClientRect();
    if (map.top < seen.top || map.bottom > seen.bottom) pane.scrollTop += map.top - seen.top - 30;
  }
}

// The incidents that a node stands for: those that are not filtered out, if any.
function subjects(target) {
  const pointer = target.closest('[data-incidents], .spot');
  if (pointer) {
    const {ids} = pointers.find(each => each.node === pointer);
    const shown = ids.filter(id => visible.includes(id));
    return {ids: shown.length ? shown : ids, pointer};
  }
  const card = target.closest('.incident');
  return card ? {ids: [card.id], card} : {ids: []};
}

function step(by, test) {
  const ids = visible.filter(id => !test || test(incidents.get(id)));
  if (!ids.length) return;
  const order = [...incidents.keys()], at = selected ? order.indexOf(selected) : (by > 0 ? -1 : order.length);
  const ahead = by > 0 ? ids.find(id => order.indexOf(id) > at) : ids.findLast(id => order.indexOf(id) < at);
  select(ahead || (by > 0 ? ids[0] : ids[ids.length - 1]));
}

// An incident that is filtered out is shown when something leads to it.
function reveal(id) {
  if (incidents.has(id) && !visible.includes(id)) { form.reset(); filter(); }
}

// Shows the incidents that fit: any of the values chosen of each kind, all the words searched for, and the place.
function filter() {
  const chosen = chosenIn(form), box = element('.least select', form), least = box ? +box.value : 0;
  const [sought, place] = ['.find', '.find.place'].map(selector => words(element(selector, form).value.toLowerCase()));
  visible = [];
  for (const [id, each] of incidents) {
    const fits = each.groups >= least && chosen.every(values => values.some(value => each.facets.has(value)))
      && sought.every(word => each.text.includes(word)) && place.every(word => each.where.includes(word));
    each.card.hidden = !fits;
    if (fits) visible.push(id);
  }
  const shown = new Set(visible), narrowed = shown.size < incidents.size;
  element('.shown', form).textContent = narrowed ? `${shown.size} of ${incidents.size}` : '';
  element('.reset', form).hidden = !chosen.length && !sought.length && !place.length && !least;
  pointers.forEach(each => each.node.classList.toggle('off', !each.ids.some(id => shown.has(id))));
  if (selected && !shown.has(selected)) select(null);
}

page.addEventListener('pointerover', event => { if (event.pointerType !== 'touch') mark(subjects(event.target).ids, 'hot'); });
page.addEventListener('pointerleave', () => mark([], 'hot'));
page.addEventListener('focusin', event => { if (event.target.matches(':focus-visible')) mark(subjects(event.target).ids, 'hot'); });
page.addEventListener('focusout', () => mark([], 'hot'));
page.addEventListener('click', event => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const only = event.target.closest('[data-only]');
  if (only && form) {
    form.reset();
    all(form, '[data-facet=answer] input').forEach(box => { box.checked = ['answer:disputed', 'answer:denied'].includes(box.value); });
    filter();
    return;
  }
  const {ids, pointer, card} = subjects(event.target);
  if (pointer) {
    event.preventDefault();
    const next = ids[(ids.indexOf(selected) + 1) % ids.length];
    reveal(next);
    select(next);
  } else if (card && !event.target.closest('a, button, summary, input, label') && !String(getSelection())) select(card.id, false);
});

document.addEventListener('keydown', event => {
  if (event.metaKey || event.ctrlKey || event.altKey || !form) return;
  if (event.target.matches('input, textarea, select') && event.key !== 'Escape') return;
  if (event.key === 'j') step(1);
  else if (event.key === 'k') step(-1);
  else if (event.key === 'd') step(1, each => each.contradicted);
  else if (event.key === 'Escape') { if (event.target.matches('input')) event.target.blur(); select(null); }
  else if (event.key === '/') { event.preventDefault(); element('.find', form).focus(); }
  else if (event.key === '?') element('.keys', page).click();
});

// A link to an incident, or to a claim of one, chooses the incident and opens what the claim is folded into.
function follow() {
  const node = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const card = node && node.closest('.incident');
  if (!card) return;
  reveal(card.id);
  select(card.id, node === card);
  if (node === card) return;
  for (let fold = node.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  show(node);
}
addEventListener('hashchange', follow);
tools(page);
if (form) filtering(form, filter);
follow();
