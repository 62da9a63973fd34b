/**
 * The plugins that we bring along, and the stage that lets a fallback answer. May know
 * {@code pipeline.body} and {@code pipeline.call}. Read {@link FallbackFilter} first.
 */
@NullMarked
package io.httpwrapper.pipeline.plugin;

import org.jspecify.annotations.NullMarked;
