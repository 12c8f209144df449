const root = document.documentElement;
root.classList.add('js');
const NARROW = matchMedia('(max-width: 61.99rem)');
const all = (node, selector) => [...node.querySelectorAll(selector)];
const element = (selector, node) => node.querySelector(selector);
const words = text => (text || '').split(' ').filter(Boolean);

// The buttons of a page: its keys, dark and light.
function tools(page) {
  const help = element('.help', page), keys = element('.keys', page);
  keys.addEventListener('click', () => { help.hidden = !help.hidden; keys.setAttribute('aria-expanded', String(!help.hidden)); });
  element('.theme', page).addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });
}

// A form of filters: `act` is called now and whenever they change. Its lists close by a click elsewhere and by Escape.
function filtering(form, act) {
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('input', act);
  form.addEventListener('reset', () => setTimeout(act));
  const facets = all(form, '.facet');
  document.addEventListener('click', event => facets.forEach(facet => { if (!facet.contains(event.target)) facet.open = false; }));
  form.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const open = facets.find(facet => facet.open);
    if (open) { open.open = false; element('summary', open).focus(); event.stopPropagation(); }
  });
  act();
}

// The values chosen in each list of a form in which any is.
function chosenIn(form) {
  return all(form, '.facet').map(facet => {
    const values = all(facet, 'input:checked').map(box => box.value);
    element('.chosen', facet).textContent = values.length || '';
    return values;
  }).filter(values => values.length);
}

// Scrolls only where needed; in a pane of its own too.
function show(node) {
  const box = node.getBoundingClientRect();
  const pane = node.closest('.cards');
  const scrolls = pane && pane.scrollHeight > pane.clientHeight + 4;
  const frame = {top: 60, bottom: innerHeight - (NARROW.matches ? innerHeight * .46 : 40)};
  if (scrolls) {
    // At the end of a story its pane is partly above the window.
    const seen = pane.getBoundingClientRect();
    frame.top = Math.max(seen.top, 0);
    frame.bottom = Math.min(seen.bottom, innerHeight);
  }
  if (box.top >= frame.top && (box.bottom <= frame.bottom || scrolls && box.top < frame.top + 40)) return;
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  if (scrolls) pane.scrollTo({top: pane.scrollTop + box.top - frame.top - 12, behavior});
  else scrollTo({top: scrollY + box.top - innerHeight * .3, behavior});
}

let closed = [];
addEventListener('beforeprint', () => { closed = all(document, 'details.more:not([open])'); closed.forEach(node => { node.open = true; }); });
addEventListener('afterprint', () => closed.forEach(node => { node.open = false; }));
