package io.httpwrapper.pipeline;

import java.util.function.Supplier;

import reactor.core.publisher.Mono;

/**
 * What the application's code may throw, a class that cannot be linked included, is its
 * own trouble. What the virtual machine itself throws is not for us to hold up.
 */
final class Fatal {

	private Fatal() {
	}

	/**
	 * Lets pass what must not be caught. Unlike Reactor's
	 * {@link reactor.core.Exceptions#throwIfJvmFatal}, a {@link LinkageError} is not: a
	 * listener that lacks a library breaks nothing but itself.
	 */
	static void rethrow(Throwable error) {
		if (error instanceof VirtualMachineError fatal) {
			throw fatal;
		}
	}

	/**
	 * Asks the application's code at each subscription. What it throws becomes an error
	 * of the {@code Mono}, which Reactor's own {@code defer} does not make of every
	 * Error.
	 */
	static <T> Mono<T> defer(Supplier<? extends Mono<T>> code) {
		return Mono.defer(() -> {
			try {
				return code.get();
			}
			catch (Throwable ex) {
				rethrow(ex);
				return Mono.error(ex);
			}
		});
	}

}
