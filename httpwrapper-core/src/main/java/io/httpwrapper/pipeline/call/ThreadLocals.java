package io.httpwrapper.pipeline.call;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import reactor.core.publisher.Hooks;
import reactor.util.context.ContextView;

/**
 * Sets the thread locals of a call on a thread. When a call continues because another
 * call has ended or a timer has fired, the thread still has the thread locals of that
 * other call, such as its trace and log fields. With Reactor's automatic context
 * propagation, the thread gets those of the continuing call, and those that this call
 * does not have are cleared. Without it nothing is done, as in Reactor itself.
 */
public final class ThreadLocals {

	private ThreadLocals() {
	}

	/**
	 * Runs {@code action} with the thread locals of {@code context}, and restores the old
	 * ones afterwards.
	 */
	public static void of(ContextView context, Runnable action) {
		if (Hooks.isAutomaticContextPropagationEnabled()) {
			Propagation.run(context, action);
		}
		else {
			action.run();
		}
	}

	/** A class of its own, because the library may not be on the class path. */
	private static final class Propagation {

		// Reactor's own method does not clear thread locals that the context does not
		// have
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
