/**
 * The code that the documentation quotes, in an application of its own: what is a bean
 * here is one, and starts, in {@link io.httpwrapper.recipes.CheckoutTests}.
 */
@NullMarked
package io.httpwrapper.recipes;

import org.jspecify.annotations.NullMarked;
