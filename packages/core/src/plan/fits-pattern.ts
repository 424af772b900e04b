/**
 * Whether all of a text fits a pattern in which * stands for anything and ? for one character. In steps of the text's length times
 * the pattern's at the most: both come from merchants, and no pattern may keep a worker busy for all the others.
 */
export function fitsPattern(text: string, pattern: string): boolean {
  const [letters, signs] = [[...text], [...pattern]];
  let letter = 0;
  let sign = 0;
  /** The last *, and up to where it reaches. */
  let star = -1;
  let reach = 0;
  while (letter < letters.length) {
    if (signs[sign] === "*") {
      star = sign++;
      reach = letter;
    } else if (signs[sign] === "?" || signs[sign] === letters[letter]) {
      sign++;
      letter++;
    } else if (star !== -1) {
      sign = star + 1;
      letter = ++reach;
    } else return false;
  }
  return signs.slice(sign).every((each) => each === "*");
}
