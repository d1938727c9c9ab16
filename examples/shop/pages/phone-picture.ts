/** The product picture, drawn by hand: the Tern 3 from the front, and its back behind it. */

import { html } from "hono/html";

/** A tern on the wing, in a box of 120 by 60. Also the shop's mark. */
export const ternPath =
  "M120 33L106 29C102 25 95 25 90 28C92 17 97 8 110 0C93 4 82 12 77 26C68 14 50 4 24 0C44 10 56 20 63 31C54 34 45 36 37 37L8 31L26 39L4 48L40 44C57 48 78 48 92 42C98 39 104 37 107 35Z";

export function phonePicture() {
  return html`<svg class="phone" viewBox="0 0 460 560" role="img" aria-labelledby="phone-title">
  <title id="phone-title">The Tern 3: a slim dark green phone. Its screen shows the sea at dusk with a tern flying over it, and the time, three o’clock.</title>
  <defs>
    <linearGradient id="dusk" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#123a52"/>
      <stop offset=".38" stop-color="#2f7480"/>
      <stop offset=".6" stop-color="#f0b27a"/>
      <stop offset=".66" stop-color="#f7d3a0"/>
    </linearGradient>
    <linearGradient id="water" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#d99a6c"/>
      <stop offset=".35" stop-color="#2d6a78"/>
      <stop offset="1" stop-color="#0c2a3b"/>
    </linearGradient>
    <linearGradient id="shell" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#2b6f70"/>
      <stop offset="1" stop-color="#123f45"/>
    </linearGradient>
    <linearGradient id="edge" x1="0" y1="0" x2="1" y2="0">
      <stop offset="0" stop-color="#57686d"/>
      <stop offset=".08" stop-color="#1d272b"/>
      <stop offset=".92" stop-color="#1d272b"/>
      <stop offset="1" stop-color="#6d7f84"/>
    </linearGradient>
    <radialGradient id="lens">
      <stop offset="0" stop-color="#41656f"/>
      <stop offset=".45" stop-color="#0d1a20"/>
      <stop offset="1" stop-color="#05090b"/>
    </radialGradient>
    <radialGradient id="shade">
      <stop offset="0" stop-color="#0b1a20" stop-opacity=".34"/>
      <stop offset="1" stop-color="#0b1a20" stop-opacity="0"/>
    </radialGradient>
    <clipPath id="screen"><rect x="102" y="52" width="216" height="456" rx="26"/></clipPath>
  </defs>

  <ellipse cx="240" cy="530" rx="200" ry="22" fill="url(#shade)"/>

  <g transform="rotate(9 300 300)">
    <rect x="196" y="44" width="228" height="464" rx="36" fill="#0e3338"/>
    <rect x="199" y="46" width="222" height="460" rx="34" fill="url(#shell)"/>
    <rect x="312" y="66" width="90" height="164" rx="30" fill="#0f3a40" stroke="#4c8b8c" stroke-opacity=".5"/>
    <circle cx="357" cy="110" r="29" fill="#0a1216"/><circle cx="357" cy="110" r="22" fill="url(#lens)"/>
    <circle cx="350" cy="103" r="5" fill="#cfe8ea" fill-opacity=".75"/>
    <circle cx="357" cy="186" r="29" fill="#0a1216"/><circle cx="357" cy="186" r="22" fill="url(#lens)"/>
    <circle cx="350" cy="179" r="5" fill="#cfe8ea" fill-opacity=".75"/>
    <path transform="translate(338 420) scale(.5)" d="${ternPath}" fill="#8fc3c1" fill-opacity=".8"/>
  </g>

  <rect x="92" y="42" width="236" height="476" rx="36" fill="url(#edge)"/>
  <rect x="96" y="46" width="228" height="464" rx="32" fill="#070b0d"/>
  <rect x="328" y="150" width="3" height="54" rx="1.5" fill="#3a484c"/>
  <g clip-path="url(#screen)">
    <rect x="102" y="52" width="216" height="310" fill="url(#dusk)"/>
    <circle cx="228" cy="346" r="34" fill="#ffe9c4"/>
    <rect x="102" y="352" width="216" height="156" fill="url(#water)"/>
    <path d="M176 366h104M192 376h76M184 388h92M204 400h52M196 414h64" stroke="#ffe3b8" stroke-opacity=".55" stroke-width="3" stroke-linecap="round"/>
    <path d="M102 356c30-22 52-26 78-8 12 6 20 6 28 4H102z" fill="#0f3846"/>
    <path transform="translate(122 232) scale(1.45)" d="${ternPath}" fill="#fbf7ee"/>
    <g fill="#fdfaf3" font-family="system-ui, sans-serif" text-anchor="middle">
      <text x="210" y="142" font-size="54" font-weight="300" letter-spacing="-1">15:00</text>
      <text x="210" y="168" font-size="14" fill-opacity=".85">Monday, 17 November</text>
    </g>
    <rect x="174" y="492" width="72" height="4" rx="2" fill="#fff" fill-opacity=".8"/>
    <path d="M102 52h120L102 330z" fill="#fff" fill-opacity=".06"/>
  </g>
  <circle cx="210" cy="70" r="6" fill="#05080a"/>
</svg>`;
}
