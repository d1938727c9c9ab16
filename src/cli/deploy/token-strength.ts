/** Whether a management token could be guessed. An estimate from below: made by chance, it passes. */

/** What is wrong with it, to stand after its name; null: nothing that could be seen. */
export function weaknessOfToken(token: string): string | null {
  if (!/^[!-~]*$/.test(token)) return "holds a space or a special character";
  if (token.length < leastLength) return `has fewer than ${leastLength} characters`;
  return estimatedBits(token) < leastBits ? "is easy to guess" : null;
}

const leastLength = 20;
/**
 * Twenty guesses a minute are looked at: 2^44 of them take a million years and more. No higher, since the
 * estimate is low: of 128 bits as 32 hexadecimal digits it finds under 64 in one of 1,300 by chance, and under
 * 49 in one of a million.
 */
const leastBits = 44;

/** What people write when they are to think of a secret. */
const commonWords =
  /stanchion|passwor[dt]|secret|admin|token|changeme|change|replace|letmein|welcome|qwerty|azerty|example|default|waiting|room|local|shop|test|demo|your|my|here|dev|prod|1234|abcd|0000|20[0-9]{2}/gi;

function estimatedBits(token: string): number {
  // A word counts as one character: there are few of them.
  const rest = token.replaceAll(commonWords, "#");
  const isOfOneCase = /^[a-z#_.-]*$/.test(rest) || /^[A-Z#_.-]*$/.test(rest);
  // Letters of one case are words more often than not, and a letter of a word has about two bits.
  const bitsEach = isOfOneCase ? 2 : Math.log2(new Set(rest).size);
  return surprisesIn(rest) * bitsEach;
}

/** Characters that do not follow from the one before, and pairs that were not there already. */
function surprisesIn(text: string): number {
  const pairs = new Set<string>();
  let surprises = 0;
  for (let index = 0; index < text.length; index += 1) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    const pair = text.slice(index - 1, index + 1);
    if (index === 0 || (Math.abs(step) > 1 && !pairs.has(pair))) surprises += 1;
    pairs.add(pair);
  }
  return surprises;
}
