/**
 * Spring Boot's side: settings become clients, clients become beans.
 */
@NullMarked
package io.httpwrapper.autoconfigure;

import org.jspecify.annotations.NullMarked;
