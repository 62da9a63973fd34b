/**
 * The stage of the response cache. It asks the store, sends one request for all equal
 * calls at the same time (single-flight), stores responses and invalidates them. The
 * rules of HTTP are in {@code io.httpwrapper.cache}. May know {@code pipeline.body} and
 * {@code pipeline.call}. Read {@code CacheCall} first, then the table of phases in
 * {@code Waiters}.
 */
@NullMarked
package io.httpwrapper.pipeline.caching;

import org.jspecify.annotations.NullMarked;
