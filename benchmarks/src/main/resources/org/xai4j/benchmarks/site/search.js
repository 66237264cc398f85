'use strict';
// Lists all pages; with words in the field those that hold every one of them, titles first.
const root = document.currentScript.dataset.root;
const here = document.querySelector('main h1')?.textContent;

function row(page, words) {
  const item = document.createElement('li');
  const link = item.appendChild(document.createElement('a'));
  link.href = root + page.path;
  link.textContent = page.title;
  if (page.title === here) link.setAttribute('aria-current', 'page');
  if (words.length > 0) {
    const at = page.text.toLowerCase().indexOf(words[0]);
    link.appendChild(document.createElement('small')).textContent =
      '… ' + page.text.slice(Math.max(0, at - 30), at + 60) + ' …';
  }
  return item;
}

function list(text) {
  const words = text.toLowerCase().split(/\s+/).filter(word => word);
  const titled = page => words.every(word => page.title.toLowerCase().includes(word) || page.path.includes(word));
  const found = PAGES.filter(page => words.every(word => (page.title + ' ' + page.text).toLowerCase().includes(word)));
  found.sort((a, b) => words.length === 0 ? 0 : titled(b) - titled(a));
  document.getElementById('found').replaceChildren(...found.map(page => row(page, words)));
}

const field = document.getElementById('search');
field.addEventListener('input', () => list(field.value));
list('');
