#ifndef REPRISE_CRESOURCES_H
#define REPRISE_CRESOURCES_H

#include <stddef.h>

// Text files that the binary carries with it. Each function returns the first byte and sets `size`;
// the memory lives as long as the process.

/// The project's own OpenAPI 3.1 contract, YAML.
const unsigned char *_Nonnull reprise_contract(size_t *_Nonnull size);
/// Each correction the contract makes to the vendor's document, with its reason, JSON.
const unsigned char *_Nonnull reprise_corrections(size_t *_Nonnull size);
/// An Overlay 1.0 that makes the vendor's document one that its own examples satisfy, YAML.
const unsigned char *_Nonnull reprise_vendor_overlay(size_t *_Nonnull size);
/// What is secret or personal in this API's messages, JSON.
const unsigned char *_Nonnull reprise_redaction_rules(size_t *_Nonnull size);
/// The fault plan that `reprise demo` runs, YAML.
const unsigned char *_Nonnull reprise_demo_faults(size_t *_Nonnull size);

#endif
