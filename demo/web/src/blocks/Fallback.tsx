import { Component, type ReactNode } from "react";
import type { Block } from "../types";

type FallbackProps = { blocks: Block[]; children: ReactNode };

// Fallback shows the raw content of a block that could not be drawn, rather than an empty page.
export class Fallback extends Component<FallbackProps, { failed: boolean }> {
  state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  componentDidUpdate(before: FallbackProps) {
    if (this.state.failed && JSON.stringify(before.blocks) !== JSON.stringify(this.props.blocks)) this.setState({ failed: false });
  }
  render() {
    return this.state.failed ? <pre className="raw">{JSON.stringify(this.props.blocks, null, 1)}</pre> : this.props.children;
  }
}
