package io.httpwrapper.pipeline;

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

}
