package io.httpwrapper.connector;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;

/**
 * Closes several connectors.
 */
public final class Closeables {

	private Closeables() {
	}

	/**
	 * Closes all of them, also after one has failed.
	 * @throws IOException the first failure; the others are suppressed in it
	 */
	public static void closeAll(Collection<? extends Closeable> closeables) throws IOException {
		Exception first = null;
		for (Closeable closeable : closeables) {
			try {
				closeable.close();
			}
			catch (IOException | RuntimeException ex) {
				if (first == null) {
					first = ex;
				}
				else {
					first.addSuppressed(ex);
				}
			}
		}
		if (first != null) {
			throw (first instanceof IOException failure) ? failure : new IOException(first.getMessage(), first);
		}
	}

}
