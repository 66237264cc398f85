document.querySelectorAll('table.scores').forEach(table => {
  const all = [...table.querySelectorAll('th')];
  all.forEach((th, i) => th.querySelector('button').addEventListener('click', () => {
    const up = th.getAttribute('aria-sort') !== 'ascending', body = table.tBodies[0];
    const key = r => { const s = r.cells[i].dataset.sort; return s === '' ? null : isNaN(s) ? s : +s; };
    all.forEach(o => o.removeAttribute('aria-sort'));
    th.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    [...body.rows].sort((a, b) => { const x = key(a), y = key(b);
      return x === null ? 1 : y === null ? -1 : (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1); }).forEach(r => body.append(r));
  }));
});
