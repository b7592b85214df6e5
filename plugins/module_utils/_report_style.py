# Copyright (c) biops.looker contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the HTML report looks: light and dark, on paper and on a phone.

Note: this module_utils is private to the biops.looker collection and may change without notice.

Every pair of text and background has a contrast of 4.5 or more (WCAG AA), which a test computes.
"""

from __future__ import annotations

LIGHT = {
    "bg": "#f5f6f8",
    "card": "#ffffff",
    "text": "#1b2130",
    "soft": "#565f73",
    "line": "#dfe3ea",
    "accent": "#3b46c4",
    "high": "#b3261e",
    "high-bg": "#fdecea",
    "medium": "#8a4b00",
    "medium-bg": "#fdf0dd",
    "low": "#2f5da8",
    "low-bg": "#e9f0fb",
    "good": "#1d6b3a",
    "good-bg": "#e6f4ea",
    "unknown": "#5b4a8a",
    "unknown-bg": "#efebf9",
}
DARK = {
    "bg": "#11141b",
    "card": "#1a1f29",
    "text": "#e6e9f0",
    "soft": "#a3adc0",
    "line": "#2e3645",
    "accent": "#a5adff",
    "high": "#ff9d94",
    "high-bg": "#3b1d1c",
    "medium": "#f3bb6b",
    "medium-bg": "#38290f",
    "low": "#9cc0ff",
    "low-bg": "#1b2a44",
    "good": "#86d8a0",
    "good-bg": "#17311f",
    "unknown": "#c9b8ff",
    "unknown-bg": "#2a2342",
}


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


STYLE = (
    f":root{{color-scheme:light;{_variables(LIGHT)}}}"
    f":root[data-theme=dark]{{color-scheme:dark;{_variables(DARK)}}}"
    f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{_variables(DARK)}}}}}"
    """
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
.wrap{max-width:76rem;margin:0 auto;padding:0 1.5rem}
main.wrap{padding-bottom:5rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
h1,h2,h3,h4{line-height:1.25;letter-spacing:-.01em}
h1{font-size:1.35rem;margin:0}
h2{font-size:1.7rem;margin:2.5rem 0 .25rem}
#overview{margin-bottom:.75rem}
h3{font-size:1.2rem;margin:2.75rem 0 .75rem}
h4{font-size:1rem;margin:1.5rem 0 .5rem}
h4 small{color:var(--soft);font-weight:400;margin-left:.25rem}
[id]{scroll-margin-top:1rem}
.top{background:var(--card);border-bottom:1px solid var(--line)}
.top .wrap{display:flex;justify-content:space-between;align-items:center;gap:1rem;padding-top:1rem;padding-bottom:1rem}
.top p{margin:.15rem 0 0;color:var(--soft)}
button,input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:8px;
padding:.4rem .75rem}
button{cursor:pointer;flex:none}
::placeholder{color:var(--soft);opacity:1}
.facts,.note{color:var(--soft);margin:0 0 1rem}
.good,.warn{padding:.75rem 1rem;border-radius:10px;margin:0 0 1rem}
.good{background:var(--good-bg);color:var(--good)}
.warn{background:var(--medium-bg);color:var(--medium)}
.cards{list-style:none;margin:1.25rem 0 0;padding:0;display:grid;gap:.75rem;
grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr))}
.card{display:block;height:100%;background:var(--card);border:1px solid var(--line);border-top:4px solid var(--line);
border-radius:12px;padding:.75rem 1rem .9rem;text-decoration:none;color:var(--text)}
.card:hover{border-color:var(--accent)}
.card span{display:block;font-size:.85rem;color:var(--soft)}
.card strong{display:block;font-size:1.9rem;line-height:1.2;font-variant-numeric:tabular-nums;font-weight:650}
.card small{color:var(--soft)}
.card.high{border-top-color:var(--high)}.card.high strong{color:var(--high)}
.card.medium{border-top-color:var(--medium)}.card.medium strong{color:var(--medium)}
.card.low{border-top-color:var(--low)}.card.low strong{color:var(--low)}
.card.unknown{border-top-color:var(--unknown)}.card.unknown strong{color:var(--unknown)}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:12px}
table{border-collapse:collapse;width:100%;text-align:left}
th,td{padding:.55rem .9rem;vertical-align:top;border-top:1px solid var(--line);
unicode-bidi:isolate}
thead th{border-top:0;color:var(--soft);font-size:.8rem;font-weight:600;text-transform:uppercase;letter-spacing:.04em;
white-space:nowrap}
tbody th{font-weight:600}
.num{text-align:right;font-variant-numeric:tabular-nums}
.zero{color:var(--soft)}
.n.high{color:var(--high)}.n.medium,.n.drifted{color:var(--medium)}.n.low{color:var(--low)}
.badge{display:inline-block;font-size:.75rem;font-weight:600;padding:.1rem .55rem;border-radius:99px;white-space:nowrap;
background:var(--unknown-bg);color:var(--unknown)}
.badge.high,.badge.delete{background:var(--high-bg);color:var(--high)}
.badge.medium,.badge.update{background:var(--medium-bg);color:var(--medium)}
.badge.low,.badge.plainly{background:var(--low-bg);color:var(--low)}
.badge.create{background:var(--good-bg);color:var(--good)}
.object,.rule{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:.5rem 0;overflow:hidden}
.rule.high{border-left:4px solid var(--high)}
.rule.medium{border-left:4px solid var(--medium)}
.rule.low{border-left:4px solid var(--low)}
summary{cursor:pointer}
.object>summary,.rule>summary{display:flex;gap:.75rem;align-items:baseline;padding:.65rem .9rem;list-style:none}
.object>summary::-webkit-details-marker,.rule>summary::-webkit-details-marker{display:none}
.object>summary::before,.rule>summary::before{content:"";flex:none;width:.45rem;height:.45rem;margin-right:.15rem;
border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(-45deg) translate(-1px,-1px)}
[open]>summary::before{transform:rotate(45deg) translate(-2px,-2px)}
summary .name{font-weight:600}
summary .many{flex:none;margin-left:auto;color:var(--soft);font-variant-numeric:tabular-nums}
.object>summary .badge{margin-left:auto}
.rule .scroll{border:0;border-radius:0}
.reasons{table-layout:fixed}
.reasons th:first-child{width:34%}
.reasons th:nth-child(2){width:16%}
.rule ul{margin:.25rem 0 .9rem;padding-left:2.4rem}
.advice{margin:0;padding:.2rem .9rem .7rem 2rem;color:var(--soft)}
.advice b{color:var(--text)}
.object>.note{margin:0;padding:.5rem .9rem;border-top:1px solid var(--line)}
.names{columns:18rem;margin:0;padding:.25rem .9rem .9rem 2.2rem}
.names li{unicode-bidi:isolate}
.diff{table-layout:fixed}
.diff th:first-child{width:22%}
.diff td{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.diff p{margin:0;white-space:pre-wrap;min-height:1.5em}
.diff del,.diff ins{display:block;text-decoration:none;padding:0 .4rem;margin:1px 0;border-radius:4px}
.diff del{background:var(--high-bg);color:var(--high)}
.diff ins{background:var(--good-bg);color:var(--good)}
.diff del span,.diff ins span{display:inline-block;width:1.1em;user-select:none}
.diff .gap,.diff .none{color:var(--soft);font-style:italic}
.list{color:var(--soft)}
.filter{display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;align-items:center;position:sticky;top:0;z-index:1;
background:var(--bg);padding:.75rem 0}
.filter[hidden]{display:none}
.filter label{color:var(--soft)}
.filter input[type=search]{margin-left:.4rem;width:min(20rem,60vw)}
.filter select{margin-left:.4rem;max-width:14rem}
.filter .check{display:flex;gap:.4rem;align-items:center}
.filter output{margin-left:auto;font-weight:600;font-variant-numeric:tabular-nums}
.block{content-visibility:auto;contain-intrinsic-size:auto 9000px;background:var(--card);border:1px solid var(--line);
border-radius:12px;margin:.5rem 0}
.block[hidden]{display:none}
.people{table-layout:fixed}
.people caption{text-align:left;color:var(--soft);font-size:.85rem;padding:.6rem .9rem .2rem}
.people th:first-child{width:38%}.people th:nth-child(2){width:24%}
.people th,.people td{padding:.35rem .9rem}
.people .off th,.people .off td{color:var(--soft)}
.people small{font-weight:400;color:var(--soft)}
.people .none,.people i{color:var(--soft);font-style:italic}
.instance+.instance{border-top:1px solid var(--line);margin-top:3.5rem}
@media (max-width:40rem){
.wrap{padding:0 1rem}
th,td{padding:.45rem .6rem}
.scroll tbody th,.scroll td:last-child{min-width:8.5rem}
.scroll td:not(.num){min-width:5.5rem}
.cards{grid-template-columns:repeat(2,1fr)}
.filter{position:static}
.filter output{margin-left:0;width:100%}
.diff,.diff tbody,.diff tr,.diff td,.diff tbody th{display:block;width:auto}
.diff thead{display:none}
.diff td,.diff tbody th{border-top:0;width:auto!important}
.diff tr{border-top:1px solid var(--line);padding:.3rem 0}
.diff td::before{display:block;color:var(--soft);font:600 .75rem/1.5 system-ui,sans-serif;content:"After"}
.diff td:nth-of-type(1)::before{content:"Before"}
.people th:first-child{width:45%}
.reasons{table-layout:auto}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{
:root,:root[data-theme=dark]{color-scheme:light;"""
    + _variables(LIGHT)
    + """--bg:#fff}
body{font-size:10pt}
.filter,.skip,#theme{display:none!important}
.block{content-visibility:visible}
.scroll{overflow:visible}
tr,.card,summary{break-inside:avoid}
h2,h3,h4{break-after:avoid}
details::details-content{content-visibility:visible!important;display:block!important}
}
"""
)
