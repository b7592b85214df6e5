# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the HTML report does with JavaScript, and can do without: filter the access table, and change the theme.

Note: this module_utils is private to the biops.looker collection and may change without notice.
"""

from __future__ import annotations

SCRIPT = """
'use strict';
(() => {
  const root = document.documentElement;
  const theme = document.getElementById('theme');
  const dark = () => root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  const label = () => { theme.textContent = dark() ? 'Light' : 'Dark'; };
  theme.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    label();
  });
  theme.hidden = false;
  label();

  for (const access of document.querySelectorAll('.access')) {
    const bar = access.querySelector('.filter');
    const text = bar.querySelector('[type=search]');
    const role = bar.querySelector('select');
    const enabled = bar.querySelector('[type=checkbox]');
    const output = bar.querySelector('output');
    const total = Number(access.dataset.total);
    let blocks;
    const index = () => [...access.querySelectorAll('.block')].map((block) => ({
      block,
      users: [...block.querySelectorAll('tbody')].map((body) => ({
        body,
        off: body.classList.contains('off'),
        text: body.textContent.toLowerCase(),
        roles: [...body.rows].map((row) => row.cells[row.cells.length - 2].textContent),
      })),
    }));
    const apply = () => {
      blocks = blocks || index();
      const wanted = text.value.trim().toLowerCase();
      let found = 0;
      for (const {block, users} of blocks) {
        let here = 0;
        for (const user of users) {
          const shown = (!wanted || user.text.includes(wanted))
            && (!role.value || user.roles.includes(role.value))
            && !(enabled.checked && user.off);
          user.body.hidden = !shown;
          here += shown;
        }
        block.hidden = !here;
        found += here;
      }
      const number = (value) => value.toLocaleString('en-US');
      output.textContent = found === total
        ? `${number(total)} users`
        : `${number(found)} of ${number(total)} users`;
    };
    let waiting;
    text.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 120);
    });
    role.addEventListener('change', apply);
    enabled.addEventListener('change', apply);
    bar.hidden = false;
  }
})();
"""
