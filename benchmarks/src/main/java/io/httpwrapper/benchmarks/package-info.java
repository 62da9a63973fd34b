/**
 * Measurements of this project beside its peers.
 */
package io.httpwrapper.benchmarks;
