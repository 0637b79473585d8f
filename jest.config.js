/** Layers are chosen by path: `jest test/core`, `jest test/schema`, … */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  moduleFileExtensions: ['ts', 'js', 'json'],
  modulePathIgnorePatterns: ['<rootDir>/cli/', '<rootDir>/dist/', '<rootDir>/out/'],
  moduleNameMapper: { '^cdktf-ai-cloud$': '<rootDir>/lib/index.ts' },
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
};
