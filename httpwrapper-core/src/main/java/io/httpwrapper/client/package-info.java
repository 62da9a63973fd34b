/**
 * The clients of an application: made by hand or by auto-configuration, changed while
 * they run, watched. Knows all stages, and no other package of ours knows it but those
 * above (metrics, blocking). Read {@code ClientPipeline} first: it is the list of the
 * stages.
 */
@NullMarked
package io.httpwrapper.client;

import org.jspecify.annotations.NullMarked;
