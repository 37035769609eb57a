// Says how many text messages the words take, as they are typed. The alphabet, the long values and the sentences
// come with the page, so that the server and this count alike.
// <sms-count data-counting="{plain, double, values, said}"> a textarea, p.sms-count </sms-count>

const ROOM = { true: [160, 153], false: [70, 67] };
const TOKEN = /\{\{|\}\}|\{([^{}\n]*)\}/g;

class SmsCount extends HTMLElement {
  connectedCallback() {
    this.counting = JSON.parse(this.dataset.counting);
    this.field = this.querySelector("textarea");
    this.words = this.querySelector(".sms-count");
    this.field.addEventListener("input", () => this.show());
    this.show();
  }

  show() {
    const { places, segments, odd } = this.measure(this.filled(this.field.value));
    const said = this.counting.said[`${segments > 2 ? "more" : Math.max(1, segments)}${odd ? "-odd" : ""}`];
    this.words.textContent = said
      .replace("{places}", places)
      .replace("{segments}", segments)
      .replace("{odd}", () => odd);
    this.words.classList.toggle("is-too-long", segments > 2);
  }

  filled(text) {
    const values = this.counting.values;
    const lines = text.trim().split("\n").filter((line) => {
      const names = [...line.matchAll(TOKEN)].map((token) => token[1]).filter((name) => name in values);
      return !names.length || names.some((name) => values[name]);
    });
    const put = (token, name) => (name === undefined ? token[0] : (values[name] ?? token));
    return lines.map((line) => line.replace(TOKEN, put)).join("\n");
  }

  measure(text) {
    const { plain, double } = this.counting;
    const letters = [...text];
    const odd = [...new Set(letters.filter((letter) => !plain.includes(letter) && !double.includes(letter)))];
    const costs = letters.map((letter) => ((odd.length ? letter.length > 1 : double.includes(letter)) ? 2 : 1));
    const places = costs.reduce((sum, cost) => sum + cost, 0);
    const [alone, part] = ROOM[odd.length === 0];
    let segments = 1;
    let used = 0;
    if (places > alone) {
      for (const cost of costs) {
        if (used + cost > part) [segments, used] = [segments + 1, 0];
        used += cost;
      }
    }
    return { places, segments, odd: odd.slice(0, 10).join(" ") };
  }
}

customElements.define("sms-count", SmsCount);
