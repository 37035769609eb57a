/* How the counter's answers sound: good, ask and bad are told apart without looking. */

const TONES = {
  good: [[880, 0.09]],
  info: [[660, 0.07]],
  ask: [[520, 0.1], [660, 0.1]],
  bad: [[220, 0.16], [180, 0.2]],
};

let speaker = null;

export function play(kind) {
  const tones = TONES[kind] ?? [];
  if (!tones.length || !window.AudioContext || !navigator.userActivation?.hasBeenActive) return;
  speaker ??= new AudioContext();
  let start = speaker.currentTime;
  for (const [pitch, length] of tones) {
    const tone = speaker.createOscillator();
    const volume = speaker.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.08;
    tone.connect(volume).connect(speaker.destination);
    tone.start(start);
    tone.stop(start + length);
    start += length + 0.03;
  }
}
