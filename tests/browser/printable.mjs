// What schema/printable.h makes of a text that is UTF-8, told once more for the tests.

const hidden =
  /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const marks = /((?:[\u0300-\u036f\ufe00-\ufe0f]){4})[\u0300-\u036f\ufe00-\ufe0f]+/gu;

export function printable(text) {
  return [...text.replace(marks, '$1')]
    .map((character) => {
      const code = character.codePointAt(0);
      if (code < 0x20 || (code >= 0x7f && code <= 0x9f))
        return `\\x${code.toString(16).padStart(2, '0')}`;
      if (hidden.test(character)) return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      return character;
    })
    .join('');
}
