import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { CarryArea, useCarry } from "../carry";
import { readClip } from "../use-clipboard";

vi.mock("react-i18next", () => ({ useTranslation: () => ({ t: (key: string) => key }) }));

function Handle() {
  const carry = useCarry();
  return (
    <button type="button" onKeyDown={(event) => carry.keyDown(event, "a", "A")}>
      {carry.target ? `to ${carry.target.key}` : "here"}
    </button>
  );
}

const TARGETS = ["0", "1", "2"].map((key, index) => ({ key, position: index + 1, total: 3, container: "form" }));

function setUp() {
  const onDrop = vi.fn();
  render(
    <CarryArea targetsOf={() => ({ targets: TARGETS, start: 0 })} onDrop={onDrop}>
      <Handle />
    </CarryArea>,
  );
  const handle = screen.getByRole("button");
  return { onDrop, handle, press: (key: string) => fireEvent.keyDown(handle, { key }) };
}

describe("dragging by keyboard", () => {
  it("picks up, moves, drops once and says so", () => {
    const { onDrop, handle, press } = setUp();
    press(" ");
    expect(screen.getByRole("status").textContent).toBe("drag.picked");
    press("ArrowDown");
    press("ArrowDown");
    press("ArrowDown");
    expect(handle.textContent).toBe("to 2");
    press(" ");
    expect(onDrop).toHaveBeenCalledExactlyOnceWith("a", TARGETS[2]);
    expect(screen.getByRole("status").textContent).toBe("drag.dropped");
  });

  it("changes nothing on Escape, nor when it ends where it began", () => {
    const { onDrop, handle, press } = setUp();
    press(" ");
    press("ArrowDown");
    press("Escape");
    expect(handle.textContent).toBe("here");
    press(" ");
    press("ArrowDown");
    press("ArrowUp");
    press("Enter");
    expect(onDrop).not.toHaveBeenCalled();
  });
});

describe("the clipboard", () => {
  it("takes only what a builder put there", () => {
    expect(readClip('{"triloom":"field","content":{"key":"a"}}')).toEqual({ triloom: "field", content: { key: "a" } });
    expect(readClip("hello")).toBeNull();
    expect(readClip('{"triloom":')).toBeNull();
  });
});
