import { Component, type ErrorInfo, type ReactNode } from "react";

import { FaultState } from "@/ui/fault-state";

interface State {
  error: unknown;
}

/** Last net: shows a readable page instead of a blank one. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };
  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }
  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }
  override render(): ReactNode {
    if (this.state.error == null) return this.props.children;
    return <FaultState error={this.state.error} onRetry={() => window.location.reload()} />;
  }
}
