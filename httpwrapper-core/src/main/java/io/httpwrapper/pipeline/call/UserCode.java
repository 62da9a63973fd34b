package io.httpwrapper.pipeline.call;

import java.util.function.Supplier;

import reactor.core.publisher.Mono;

/**
 * Calls code of the application: plugins, listeners, conditions, stores. Everything that
 * it throws, including an {@link Error}, is a fault of that code and must not affect the
 * call or other code. Only errors of the virtual machine itself are passed on.
 */
public final class UserCode {

	private UserCode() {
	}

	/**
	 * Rethrows errors that must not be caught. Unlike Reactor's
	 * {@link reactor.core.Exceptions#throwIfJvmFatal}, this does not pass on a
	 * {@link LinkageError}: a listener whose library is missing must not affect anything
	 * else.
	 */
	public static void rethrowFatal(Throwable error) {
		if (error instanceof VirtualMachineError fatal) {
			throw fatal;
		}
	}

	/**
	 * Calls {@code code} at each subscription. An exception becomes an error of the
	 * {@code Mono}. Reactor's own {@code defer} does not do this for every {@link Error}.
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
