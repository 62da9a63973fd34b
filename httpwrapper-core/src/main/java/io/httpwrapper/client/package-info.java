/**
 * The clients of an application: how they are built, changed while they run, and watched.
 * This package knows all stages. Only the packages above it (metrics, blocking) know it.
 * Read {@code ClientPipeline} first: it is the list of the stages.
 */
@NullMarked
package io.httpwrapper.client;

import org.jspecify.annotations.NullMarked;
