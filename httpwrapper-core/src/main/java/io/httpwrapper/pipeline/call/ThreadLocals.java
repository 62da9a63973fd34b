package io.httpwrapper.pipeline.call;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import reactor.core.publisher.Hooks;
import reactor.util.context.ContextView;

/**
 * Lends a thread to a call. Where one call goes on because another one has ended, or a
 * timer has fired, the thread holds what belongs to that other one: its trace, its log
 * fields. With Reactor's automatic context propagation the thread gets those of the call
 * that goes on, and none that it does not have; without it nothing is done, as Reactor
 * does nothing then.
 */
public final class ThreadLocals {

	private ThreadLocals() {
	}

	/** Runs {@code action}, with what the thread held restored afterwards. */
	public static void of(ContextView context, Runnable action) {
		if (Hooks.isAutomaticContextPropagationEnabled()) {
			Propagation.run(context, action);
		}
		else {
			action.run();
		}
	}

	/** Apart, for where the library is not on the class path. */
	private static final class Propagation {

		// Reactor's own leaves on the thread what the context does not have
		private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder()
			.clearMissing(true)
			.build();

		@SuppressWarnings("try")
		static void run(ContextView context, Runnable action) {
			try (ContextSnapshot.Scope scope = FACTORY.setThreadLocalsFrom(context)) {
				action.run();
			}
		}

	}

}
