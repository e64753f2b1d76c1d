"""One router per noun, thin; the OpenAPI is a product."""
