// One story: its text, its claims, and everything that points at them.
class Story {
  constructor(element) {
    this.element = element;
    this.pieces = all(element, '.s');
    this.starts = this.pieces.map(piece => +piece.dataset.a);
    this.pieces.forEach(piece => { piece.covers = words(piece.dataset.r); });
    this.claims = new Map(all(element, '.cards > .claim').map(card => [card.id, this.claim(card)]));
    this.pointers = all(element, '[data-claims]');
    this.spots = all(element, '.spot');
    this.selected = null;
    this.visible = [...this.claims.keys()];
    this.listen();
    this.filters();
  }

  claim(card) {
    const evidence = card.dataset.ev.split(';').map(item => item.split(' '));
    const spans = evidence.map(([role, start, end]) => ({role, start: +start, end: +end}));
    return {card, spans, places: words(card.dataset.places), facets: new Set(words(card.dataset.f)), sure: +(card.dataset.sure || 1), text: card.textContent.toLowerCase()};
  }

  // The pieces of the text from start to end.
  between(start, end) {
    let low = 0, high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] < start) low = middle + 1; else high = middle;
    }
    const found = [];
    for (; low < this.starts.length && this.starts[low] < end; low++) found.push(this.pieces[low]);
    return found;
  }

  clear(look) {
    all(this.element, '.' + look).forEach(node => node.classList.remove(look));
    all(this.element, '.s.name').forEach(node => node.classList.toggle('name', node.classList.contains('on') && node.dataset.named === '1'));
    if (look === 'on') all(this.element, '[data-role]').forEach(node => delete node.dataset.role);
  }

  // Marks claims everywhere: their words, cards, places and numbers. With roles if there is one only.
  mark(ids, look, roles) {
    for (const id of ids) {
      const claim = this.claims.get(id);
      if (!claim) continue;
      claim.card.classList.add(look);
      for (const span of claim.spans) {
        if (span.role === 'statement') continue;
        const pieces = this.between(span.start, span.end);
        pieces.forEach(piece => piece.classList.add(look));
        if (roles && span.role !== 'claim' && pieces.length && !pieces[0].dataset.role) pieces[0].dataset.role = span.role;
      }
      this.spots.filter(spot => words(spot.dataset.places).some(place => claim.places.includes(place)))
        .forEach(spot => spot.classList.add(look));
    }
    this.pointers.filter(node => words(node.dataset.claims).some(id => ids.includes(id)))
      .forEach(node => node.classList.add(look));
  }

  // Marks an actor, a source or a place: all its mentions, and the claims that name it.
  markName(name, look) {
    for (const piece of this.pieces) {
      if (piece.covers.includes(name)) {
        piece.classList.add(look, 'name');
        if (look === 'on') piece.dataset.named = '1';
      }
    }
    this.spots.filter(spot => words(spot.dataset.places).includes(name)).forEach(spot => spot.classList.add(look));
  }

  claimsAt(places) {
    return this.visible.filter(id => this.claims.get(id).places.some(place => places.includes(place)));
  }

  // The claims that a piece of the text is in: the one that it names first, then the shortest.
  claimsOf(piece) {
    const size = id => { const span = this.claims.get(id).spans[0]; return span.end - span.start; };
    const at = +piece.dataset.a;
    const trigger = id => this.claims.get(id).spans.some(span => span.role === 'trigger' && span.start <= at && at < span.end);
    return piece.covers.filter(id => this.claims.has(id) && this.visible.includes(id))
      .sort((one, other) => trigger(other) - trigger(one) || size(one) - size(other));
  }

  select(id, from) {
    this.clear('on');
    this.pieces.forEach(piece => delete piece.dataset.named);
    if (this.selected && this.opened === this.selected) this.claims.get(this.selected).card.querySelector('details').open = false;
    this.selected = id;
    this.opened = null;
    sheet.hide();
    if (!id) return;
    const claim = this.claims.get(id);
    this.mark([id], 'on', true);
    const reference = document.getElementById('t-' + id);
    if (from !== 'text' && reference) show(reference);
    if (NARROW.matches) { if (from !== 'card') sheet.show(this, id); }
    else {
      const more = claim.card.querySelector('details');
      if (!more.open) { more.open = true; this.opened = id; }
      if (from !== 'card') show(claim.card);
    }
  }

  step(by, test) {
    const ids = this.visible.filter(id => !test || test(this.claims.get(id)));
    if (!ids.length) return;
    const order = [...this.claims.keys()];
    const at = this.selected ? order.indexOf(this.selected) : (by > 0 ? -1 : order.length);
    const ahead = by > 0 ? ids.find(id => order.indexOf(id) > at) : ids.findLast(id => order.indexOf(id) < at);
    this.select(ahead || (by > 0 ? ids[0] : ids[ids.length - 1]), 'key');
  }

  // What the pointer or the focus is on.
  subject(target) {
    const node = target.closest('.claim, .s, .spot, [data-claims], [data-name]');
    if (!node || !this.element.contains(node)) return null;
    if (node.dataset.name) return {name: node.dataset.name};
    if (node.dataset.claims) return {claims: words(node.dataset.claims), pointer: true};
    if (node.classList.contains('spot')) return {places: words(node.dataset.places)};
    if (node.classList.contains('claim')) return node.dataset.ev && this.claims.has(node.id) ? {claims: [node.id], card: true} : null;
    return {piece: node, claims: this.claimsOf(node)};
  }

  hover(target) {
    this.clear('hot');
    const subject = target && this.subject(target);
    if (!subject) return;
    if (subject.name) this.markName(subject.name, 'hot');
    else if (subject.places) {
      this.mark(this.claimsAt(subject.places), 'hot');
      subject.places.forEach(place => this.markName(place, 'hot'));
    } else if (subject.piece) this.mark(subject.claims.slice(0, 1), 'hot');
    else this.mark(subject.claims, 'hot');
  }

  click(event) {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const inside = event.target.closest('a, button, summary, input, label');
    const subject = this.subject(event.target);
    if (!subject || (inside && !inside.matches('.ref, .num, .spot, .chip, [data-claims], [data-name]'))) return;
    if (String(getSelection())) return;
    if (subject.name) this.choose([], [subject.name], event);
    else if (subject.places) this.choose(this.claimsAt(subject.places), subject.places, event);
    else if (subject.card) this.select(subject.claims[0], 'card');
    else if (subject.pointer) {
      event.preventDefault();
      this.reveal(subject.claims[0]);
      this.select(subject.claims[0], event.target.closest('.ref') ? 'text' : 'pointer');
    } else {
      const ids = subject.claims;
      if (ids.length) this.select(ids[(ids.indexOf(this.selected) + 1) % ids.length], 'text');
      else this.select(null);
    }
    if (inside && subject.card) event.preventDefault();
  }

  // Marks names and the claims about them, and goes to the first.
  choose(ids, names, event) {
    event.preventDefault();
    this.select(null);
    this.mark(ids, 'on');
    names.forEach(name => this.markName(name, 'on'));
    const first = this.pieces.find(piece => piece.classList.contains('name'));
    if (first) show(first);
    if (ids.length && !NARROW.matches) show(this.claims.get(ids[0]).card);
  }

  // A claim that is filtered out is shown when something leads to it.
  reveal(id) {
    if (this.claims.has(id) && !this.visible.includes(id)) this.form.reset();
  }

  listen() {
    const element = this.element;
    element.addEventListener('pointerover', event => { if (event.pointerType !== 'touch') this.hover(event.target); });
    element.addEventListener('pointerleave', () => this.hover(null));
    element.addEventListener('focusin', event => { if (event.target.matches(':focus-visible:not(.claim)')) this.hover(event.target); });
    element.addEventListener('focusout', () => this.hover(null));
    element.addEventListener('click', event => this.click(event));
    all(element, '[data-layer]').forEach(box => box.addEventListener('change', () =>
      element.classList.toggle('no-' + box.dataset.layer, !box.checked)));
    tools(element);
  }

  filters() {
    this.form = element('form.filters', this.element);
    if (!this.form) return;
    filtering(this.form, () => this.filter());
  }

  // Shows the claims that fit: any of the values chosen of each kind, and all the words searched for.
  filter() {
    const chosen = chosenIn(this.form);
    const sought = words(element('.find', this.form).value.toLowerCase());
    const box = element('.least select', this.form), least = box ? +box.value : 0;
    this.visible = [];
    for (const [id, claim] of this.claims) {
      const fits = claim.sure >= least && chosen.every(values => values.some(value => claim.facets.has(value))) && sought.every(word => claim.text.includes(word));
      claim.card.hidden = !fits;
      if (fits) this.visible.push(id);
    }
    const shown = new Set(this.visible), narrowed = shown.size < this.claims.size;
    element('.shown', this.form).textContent = narrowed ? `${shown.size} of ${this.claims.size}` : '';
    element('.reset', this.form).hidden = !chosen.length && !sought.length && !least;
    this.pointers.forEach(node => node.classList.toggle('off', !words(node.dataset.claims).some(id => shown.has(id))));
    this.spots.forEach(spot => spot.classList.toggle('off', narrowed && !this.claimsAt(words(spot.dataset.places)).length));
    this.pieces.forEach(piece => {
      const mine = piece.covers.filter(id => this.claims.has(id));
      piece.classList.toggle('off', narrowed && mine.length > 0 && !mine.some(id => shown.has(id)));
    });
    if (this.selected && !shown.has(this.selected)) this.select(null);
  }
}

// On a narrow page the claim that is chosen is shown over the lower edge.
const sheet = {
  node: null,
  show(story, id) {
    this.hide();
    const box = this.node = document.createElement('div');
    box.className = 'sheet';
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', 'The claim that is chosen');
    const bar = document.createElement('div');
    bar.className = 'bar';
    for (const [label, act] of [['‹ before', () => story.step(-1)], ['next ›', () => story.step(1)], ['Close', () => story.select(null)]]) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.addEventListener('click', act);
      bar.append(button);
    }
    const copy = story.claims.get(id).card.cloneNode(true);
    copy.classList.remove('on', 'hot');
    [copy, ...all(copy, '[id]')].forEach(node => node.removeAttribute('id'));
    copy.removeAttribute('data-ev');
    const list = document.createElement('ol');
    list.append(copy);
    box.append(bar, list);
    document.body.append(box);
  },
  hide() {
    if (this.node) this.node.remove();
    this.node = null;
  },
};

const stories = all(document, '.story').map(node => new Story(node));
const current = () => stories.find(story => story.selected) ||
  stories.find(story => story.element.getBoundingClientRect().bottom > 80) || stories[0];

document.addEventListener('keydown', event => {
  if (event.metaKey || event.ctrlKey || event.altKey || !stories.length) return;
  if (event.target.matches('input, textarea, select') && event.key !== 'Escape') return;
  const story = current();
  if (event.key === 'j') story.step(1);
  else if (event.key === 'k') story.step(-1);
  else if (event.key === 'd') story.step(1, claim => /v-(denied|disputed|unverified)/.test(claim.card.className));
  else if (event.key === 'Escape') { if (event.target.matches('input')) event.target.blur(); stories.forEach(each => each.select(null)); }
  else if (event.key === '/' && story.form) { event.preventDefault(); element('.find', story.form).focus(); }
  else if (event.key === '?') element('.keys', story.element).click();
});

// A link to a claim (page.html#c3) chooses it.
function follow() {
  const id = decodeURIComponent(location.hash.slice(1)).replace(/^t-/, '');
  const story = stories.find(each => each.claims.has(id));
  if (story) { story.reveal(id); story.select(id, 'link'); }
}
addEventListener('hashchange', follow);
follow();
