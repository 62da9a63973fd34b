/**
 * The stage of the response cache: asks the store, fetches once for all calls that want
 * the same (single-flight), stores, invalidates. What the rules of HTTP say is decided in
 * {@code io.httpwrapper.cache}. May know {@code pipeline.body} and {@code pipeline.call}.
 * Read {@code CacheCall} first, then the table of phases in {@code Waiters}.
 */
@NullMarked
package io.httpwrapper.pipeline.caching;

import org.jspecify.annotations.NullMarked;
