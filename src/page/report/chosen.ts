// Which series is looked at: it stands in the address, so that a link leads to it and "back" to the one before.
import { useEffect, useState } from "preact/hooks";

export function useChosen(count: number): [number, (index: number) => void] {
  const read = () => {
    const index = Number(/^#series-(\d+)$/.exec(location.hash)?.[1] ?? 0);
    return index < count ? index : 0;
  };
  const [chosen, setChosen] = useState(read);
  useEffect(() => {
    const onChange = () => {
      setChosen(read());
      document.getElementById("series")?.scrollIntoView({ block: "start" });
      document.getElementById("series")?.focus({ preventScroll: true });
    };
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, [count]);
  return [chosen, (index) => (location.hash = `#series-${index}`)];
}
