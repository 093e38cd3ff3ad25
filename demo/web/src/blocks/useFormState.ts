import { useEffect, useMemo, useRef, useState } from "react";
import type { Place } from "../api";
import type { Block, Values } from "../types";
import { useWorkspace } from "../workspace";
import { initialValues, type Form } from "./form";

// useFormState keeps what the elements of a message or view hold, across edits of its blocks, and sends actions
// with all of it.
export function useFormState(place: Place, blocks: Block[], errors: Record<string, string> = {}): Form {
  const { act } = useWorkspace();
  const [values, setValues] = useState<Values>(() => initialValues(blocks));
  const latest = useRef(values);
  latest.current = values;
  const known = useRef(blocks);
  useEffect(() => {
    if (known.current === blocks) return;
    known.current = blocks;
    setValues((before) => initialValues(blocks, before));
  }, [blocks]);
  const where = JSON.stringify(place);
  return useMemo(
    () => ({
      id: where,
      values,
      errors,
      set: (block, action, held) => {
        latest.current = { ...latest.current, [block]: { ...latest.current[block], [action]: held } };
        setValues(latest.current);
      },
      act: (block, element, held) =>
        act(JSON.parse(where), { ...held, action_id: element.action_id ?? "", block_id: block }, latest.current),
    }),
    [where, values, errors, act],
  );
}
