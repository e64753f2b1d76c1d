import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFaultText } from "@/ui/fault-state";
import { useDebounced } from "@/ui/debounced";

export interface Choice {
  id: string;
  title: string;
}

/** A picker over things on the server: opens with the newest, narrows while typing. */
export function RemoteSelect(props: {
  id?: string;
  queryKey: readonly unknown[];
  search: (text: string, signal: AbortSignal) => Promise<Choice[]>;
  value: string | null;
  /** Title of the present value, where it is known. */
  title?: string | null;
  onChange: (id: string | null, choice: Choice | null) => void;
  disabled?: boolean;
  invalid?: boolean;
  aria?: Record<string, unknown>;
}) {
  const { t } = useTranslation("fields");
  const faultText = useFaultText();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState<Choice | null>(null);
  const asked = useDebounced(text, 200);
  const found = useQuery({
    queryKey: [...props.queryKey, asked],
    queryFn: ({ signal }) => props.search(asked, signal),
    enabled: open,
    placeholderData: (previous) => previous,
  });
  const choices = found.data ?? [];
  const title = picked?.id === props.value ? picked?.title : props.title;
  const options = choices.map((choice) => ({ value: choice.id, label: choice.title }));
  if (props.value && !choices.some((choice) => choice.id === props.value)) {
    options.unshift({ value: props.value, label: title ?? choiceTitle(props.value) });
  }
  return (
    <Select
      id={props.id}
      value={props.value ?? undefined}
      onChange={(next: string | undefined) => {
        const choice = choices.find((entry) => entry.id === next) ?? null;
        setPicked(choice);
        props.onChange(next ?? null, choice);
      }}
      options={options}
      allowClear
      showSearch={{ filterOption: false, onSearch: setText }}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setText("");
      }}
      loading={found.isFetching}
      notFoundContent={found.isError ? faultText(found.error) : found.isFetching ? t("picker.searching") : t("picker.nothing")}
      disabled={props.disabled}
      status={props.invalid ? "error" : undefined}
      style={{ width: "100%" }}
      {...props.aria}
    />
  );
}

const choiceTitle = (id: string) => `…${id.slice(-6)}`;
