import { describe, expect, test } from "vitest";
import { messageFor } from "../../src/http/message.ts";

const texts = { en: "Hello", de: "Guten Tag", "pt-BR": "Olá", ar: "مرحبا" };

describe("messageFor()", () => {
  test("gives the one text to everybody", () => {
    expect(messageFor("Doors open at nine", "de")).toBe("Doors open at nine");
    expect(messageFor("Doors open at nine", null)).toBe("Doors open at nine");
  });

  test("is null when the merchant says nothing", () => {
    expect(messageFor(null, "de")).toBeNull();
    expect(messageFor({}, "de")).toBeNull();
  });

  test.each([
    ["de", "Guten Tag"],
    ["de-AT", "Guten Tag"],
    ["DE-at", "Guten Tag"],
    ["pt-br", "Olá"],
    ["fr, de;q=0.5, en;q=0.9", "Hello"],
    ["ar;q=0.3, de;q=0.4", "Guten Tag"],
    ["fr", "Hello"],
    ["*", "Hello"],
    ["", "Hello"],
    [";;;q=,,", "Hello"],
    [null, "Hello"],
  ])("to a visitor who reads %j it says %j", (accepts, text) => {
    expect(messageFor(texts, accepts)).toBe(text);
  });

  test("says something rather than nothing when nobody wrote English", () => {
    expect(messageFor({ ja: "こんにちは", fr: "Bonjour" }, "de")).toBe("こんにちは");
  });

  test("is not led to what every object has", () => {
    expect(messageFor(texts, "constructor")).toBe("Hello");
    expect(messageFor({ de: "Hallo" }, "__proto__")).toBe("Hallo");
  });
});
