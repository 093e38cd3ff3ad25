import type { MainProps } from "./App";
import { Blocks } from "./blocks/Blocks";
import { FormContext } from "./blocks/form";
import { useFormState } from "./blocks/useFormState";
import { Header } from "./Header";
import { useText } from "./i18n";
import type { View } from "./types";

// HomeView is the bot's home tab as it published it for the acting person.
export function HomeView(props: MainProps) {
  const { t } = useText();
  const { workspace } = props;
  const name = workspace.state?.bot.name ?? "Vigie";
  return (
    <main className="main" data-testid="home">
      <Header {...props} title={`${name} · ${t("home")}`} />
      <div className="home" tabIndex={0}>
        {workspace.home ? <Home view={workspace.home} /> : <p className="empty">{t("home_empty")}</p>}
      </div>
    </main>
  );
}

function Home({ view }: { view: View }) {
  const form = useFormState({ view_id: view.id }, view.blocks);
  return <FormContext value={form}><Blocks blocks={view.blocks} /></FormContext>;
}
