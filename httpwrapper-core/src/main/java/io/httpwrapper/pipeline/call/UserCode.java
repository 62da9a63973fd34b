package io.httpwrapper.pipeline.call;

import java.util.function.Supplier;

import reactor.core.publisher.Mono;

/**
 * Calls code of the application: plugins, listeners, conditions, stores. Whatever it
 * throws, an {@link Error} included, is an error of that code, and must not harm the call
 * or other code. Only what the virtual machine itself throws is passed on.
 */
public final class UserCode {

	private UserCode() {
	}

	/**
	 * Passes on what must not be caught. Unlike Reactor's
	 * {@link reactor.core.Exceptions#throwIfJvmFatal}, this does not pass on a
	 * {@link LinkageError}: a listener that lacks a library breaks only itself.
	 */
	public static void rethrowFatal(Throwable error) {
		if (error instanceof VirtualMachineError fatal) {
			throw fatal;
		}
	}

	/**
	 * Calls {@code code} at each subscription. What it throws becomes an error of the
	 * {@code Mono}; Reactor's own {@code defer} does not do so for every {@link Error}.
	 */
	public static <T> Mono<T> defer(Supplier<? extends Mono<T>> code) {
		return Mono.defer(() -> {
			try {
				return code.get();
			}
			catch (Throwable ex) {
				rethrowFatal(ex);
				return Mono.error(ex);
			}
		});
	}

}
