#include "CResources.h"

// The compiler takes #embed in every mode, but tells that the standard has it only since C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char contract[] = {
#embed "files/contract.yaml"
};
static const unsigned char corrections[] = {
#embed "files/corrections.json"
};
static const unsigned char vendor_overlay[] = {
#embed "files/vendor-overlay.yaml"
};
static const unsigned char redaction_rules[] = {
#embed "files/redaction-rules.json"
};
static const unsigned char demo_faults[] = {
#embed "files/demo-faults.yaml"
};

const unsigned char *reprise_contract(size_t *size) {
    *size = sizeof contract;
    return contract;
}

const unsigned char *reprise_corrections(size_t *size) {
    *size = sizeof corrections;
    return corrections;
}

const unsigned char *reprise_vendor_overlay(size_t *size) {
    *size = sizeof vendor_overlay;
    return vendor_overlay;
}

const unsigned char *reprise_redaction_rules(size_t *size) {
    *size = sizeof redaction_rules;
    return redaction_rules;
}

const unsigned char *reprise_demo_faults(size_t *size) {
    *size = sizeof demo_faults;
    return demo_faults;
}
