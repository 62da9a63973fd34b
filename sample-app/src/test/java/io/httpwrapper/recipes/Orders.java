package io.httpwrapper.recipes;

import io.httpwrapper.recipes.RecipesApplication.Order;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;

interface Orders {

	@GetExchange("/orders/{id}")
	Order order(@PathVariable long id);

}
